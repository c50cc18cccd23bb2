#include "src/method/losses.h"

#include <cmath>

#include "dataio/sample.h"

namespace gren {
namespace {

// Below it softplus(x) = e^x and 1 − e^(−e^x) = e^x to double precision, long before e^x underflows.
constexpr double kExponentialBelow = -40;

// log softplus(z) = log(−log(1−p)), for any z. The clamp keeps log(0) out of the branch that is not taken:
// its gradient would be 0·∞.
torch::Tensor log_softplus(const torch::Tensor& z) {
    const torch::Tensor direct = (-torch::log_sigmoid(-z.clamp_min(kExponentialBelow))).log();
    return torch::where(z < kExponentialBelow, z, direct);
}

// log(φ + (1−φ)(1−p)), and with −z for z log(φ + (1−φ) p): near 0 without loss of digits.
torch::Tensor log_absent(const torch::Tensor& z, double floor) {
    return floor == 0 ? torch::log_sigmoid(-z) : torch::log1p(-(1 - floor) * z.sigmoid());
}

// log(−log_absent(z)), for any z.
torch::Tensor log_minus_log_absent(const torch::Tensor& z, double floor) {
    if (floor == 0) return log_softplus(z);
    const torch::Tensor direct = (-log_absent(z.clamp_min(kExponentialBelow), floor)).log();
    return torch::where(z < kExponentialBelow, z + std::log1p(-floor), direct);
}

// s = Σ log(1−p_j) [B,K], and log(−s)
struct LogNone {
    torch::Tensor s, log_minus_s;
};

LogNone log_none(const torch::Tensor& logits, double floor) {
    return {log_absent(logits, floor).sum({2, 3}), log_minus_log_absent(logits, floor).logsumexp({2, 3})};
}

// log(1 − e^s), given t = log(−s) as well: each of the three forms where it loses no digits, the last
// where s underflows.
torch::Tensor log_one_minus_exp(const torch::Tensor& s, const torch::Tensor& t) {
    const double log_2 = std::log(2.0);
    const torch::Tensor far = torch::log1p(-torch::exp(s.clamp_max(-log_2)));
    const torch::Tensor near = (-torch::expm1(-t.clamp(kExponentialBelow, std::log(log_2)).exp())).log();
    return torch::where(s < -log_2, far, torch::where(t < kExponentialBelow, t, near));
}

}  // namespace

torch::Tensor box_loss(const torch::Tensor& logits, const torch::Tensor& target, double floor) {
    const auto t = target.to(logits.dtype());
    if (floor == 0)
        return torch::binary_cross_entropy_with_logits(logits, t, {}, {}, at::Reduction::None).sum({2, 3});
    return -(t * log_absent(-logits, floor) + (1 - t) * log_absent(logits, floor)).sum({2, 3});
}

torch::Tensor mil_loss(const torch::Tensor& logits, const torch::Tensor& present, double floor) {
    const auto [s, log_minus_s] = log_none(logits, floor);
    return torch::where(present, -log_one_minus_exp(s, log_minus_s), -s);
}

torch::Tensor localization_loss(const torch::Tensor& logits, const LocalizationTargets& targets, double beta,
                                double floor) {
    const torch::Tensor unboxed =
        torch::where(targets.label == kLabelUnknown, torch::zeros({}, logits.options()),
                     mil_loss(logits, targets.label == kLabelPresent, floor));
    return torch::where(targets.boxed, beta * box_loss(logits, targets.cells, floor), unboxed).sum(1);
}

torch::Tensor image_logit(const torch::Tensor& logits, double floor) {
    const auto [s, log_minus_s] = log_none(logits.to(torch::kFloat64), floor);
    return log_one_minus_exp(s, log_minus_s) - s;
}

}  // namespace gren
