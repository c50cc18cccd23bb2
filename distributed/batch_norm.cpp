#include "distributed/batch_norm.h"

#include <fmt/format.h>

#include <stdexcept>

#include "distributed/norm_tape.h"
#include "distributed/sync_normalize.h"

namespace gren {
namespace {

constexpr double kMomentum = 0.1, kEpsilon = 1e-5;

void require_spread(double count) {
    if (count == 1)
        throw std::invalid_argument(
            "batch norm got one value per channel, which has no variance: use more images or pixels, or "
            "frozen statistics");
}

}  // namespace

std::string to_string(NormMode mode) {
    switch (mode) {
        case NormMode::sync:
            return "sync";
        case NormMode::local:
            return "local";
        case NormMode::frozen:
            return "frozen";
    }
    throw std::invalid_argument("a value outside the enumeration NormMode was given");
}

NormMode norm_mode_from(const std::string& name) {
    for (const auto mode : {NormMode::sync, NormMode::local, NormMode::frozen})
        if (name == to_string(mode)) return mode;
    throw std::invalid_argument(
        fmt::format("batch norm '{}' is not offered: use sync, local or frozen", name));
}

BatchNormImpl::BatchNormImpl(std::int64_t channels, NormMode mode, World* world)
    : mode_(mode), world_(world) {
    if (mode == NormMode::sync && world == nullptr)
        throw std::invalid_argument(
            "batch norm 'sync' was built without a world: pass one, or use local or frozen");
    weight_ = register_parameter("weight", torch::ones({channels}));
    bias_ = register_parameter("bias", torch::zeros({channels}));
    running_mean_ = register_buffer("running_mean", torch::zeros({channels}));
    running_var_ = register_buffer("running_var", torch::ones({channels}));
    num_batches_tracked_ = register_buffer("num_batches_tracked", torch::tensor(std::int64_t{0}));
}

torch::Tensor BatchNormImpl::forward(const torch::Tensor& x) {
    const bool uses_batch = is_training() && mode_ != NormMode::frozen;
    if (!uses_batch)
        return torch::batch_norm(x, weight_, bias_, running_mean_, running_var_, /*training=*/false,
                                 kMomentum, kEpsilon, /*cudnn_enabled=*/false);
    auto* const world = mode_ == NormMode::sync ? world_ : nullptr;
    auto* tape = NormTape::of_this_thread();
    if (tape != nullptr && tape->replays())
        return sync_normalize(world, x, weight_, bias_, tape->read(), kEpsilon);
    num_batches_tracked_ += 1;
    const auto moments = global_moments(world, x);
    if (tape != nullptr) tape->write(moments);
    // Reading the count makes the host wait for a GPU: only where this rank's values leave a question open.
    const auto own = x.numel() / x.size(1);
    const double at_least = own > 1 ? static_cast<double>(own) : moments.count.item<double>();
    require_spread(at_least);
    if (at_least > 0) {
        const torch::NoGradGuard no_grad;
        running_mean_.lerp_(moments.mean.to(running_mean_.scalar_type()), kMomentum);
        const auto unbiased = moments.variance * (moments.count / (moments.count - 1));
        running_var_.lerp_(unbiased.to(running_var_.scalar_type()), kMomentum);
    }
    return sync_normalize(world, x, weight_, bias_, moments, kEpsilon);
}

}  // namespace gren
