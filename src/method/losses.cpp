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

// s = Σ log(1−p_j) [B,K]
torch::Tensor log_none(const torch::Tensor& logits) {
    return torch::log_sigmoid(-logits).sum({2, 3});
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

torch::Tensor box_loss(const torch::Tensor& logits, const torch::Tensor& target) {
    return torch::binary_cross_entropy_with_logits(logits, target.to(logits.dtype()), {}, {},
                                                   at::Reduction::None)
        .sum({2, 3});
}

torch::Tensor mil_loss(const torch::Tensor& logits, const torch::Tensor& present) {
    const torch::Tensor s = log_none(logits), log_minus_s = log_softplus(logits).logsumexp({2, 3});  // [B,K]
    return torch::where(present, -log_one_minus_exp(s, log_minus_s), -s);
}

torch::Tensor localization_loss(const torch::Tensor& logits, const LocalizationTargets& targets,
                                double beta) {
    const torch::Tensor unboxed =
        torch::where(targets.label == kLabelUnknown, torch::zeros({}, logits.options()),
                     mil_loss(logits, targets.label == kLabelPresent));
    return torch::where(targets.boxed, beta * box_loss(logits, targets.cells), unboxed).sum(1);
}

torch::Tensor image_logit(const torch::Tensor& logits) {
    const torch::Tensor z = logits.to(torch::kFloat64), s = log_none(z);
    return log_one_minus_exp(s, log_softplus(z).logsumexp({2, 3})) - s;
}

}  // namespace gren
