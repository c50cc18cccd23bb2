#include "distributed/batch_norm.h"

#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>

#include "distributed/norm_tape.h"
#include "distributed/sync_normalize.h"

namespace gren {
namespace {

constexpr double kMomentum = 0.1, kEpsilon = 1e-5;

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
    const bool replays = tape != nullptr && tape->replays();
    if (x.is_cuda() && x.numel() / x.size(1) > 1 && (world == nullptr || world->size() == 1))
        return alone_on_gpu(x, replays);
    if (replays) return sync_normalize(world, x, weight_, bias_, tape->read());
    RunningStatistics running{running_mean_, running_var_, num_batches_tracked_};
    const auto statistics = batch_statistics(world, x, running, kMomentum, kEpsilon);
    if (tape != nullptr) tape->write(statistics);
    return sync_normalize(world, x, weight_, bias_, statistics);
}

// A rank whose statistics are its own takes torch's batch norm, one launch each way. Again for its
// activations it comes to the same statistics, and the running ones have moved already.
torch::Tensor BatchNormImpl::alone_on_gpu(const torch::Tensor& x, bool again) {
    if (!again) num_batches_tracked_ += 1;
    return torch::batch_norm(x, weight_, bias_, again ? torch::Tensor() : running_mean_,
                             again ? torch::Tensor() : running_var_, /*training=*/true, kMomentum, kEpsilon,
                             at::globalContext().userEnabledCuDNN());
}

}  // namespace gren
