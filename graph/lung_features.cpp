#include "graph/lung_features.h"

#include <fmt/format.h>

#include <cstdint>
#include <stdexcept>

#include "graph/kernels/kernels.h"

namespace gren {
namespace {

// The kernel takes two regions at a time; of an odd count the last meets an empty one.
torch::Tensor pooled_on_gpu(const torch::Tensor& features, const torch::Tensor& fractions) {
    const auto regions = fractions.size(1);
    if (regions == 2) return pooled_cuda(features, fractions);
    const auto even = regions % 2 == 0
                          ? fractions
                          : torch::cat({fractions, torch::zeros_like(fractions.narrow(1, 0, 1))}, 1);
    std::vector<torch::Tensor> pooled;
    for (std::int64_t r = 0; r < regions; r += 2)
        pooled.push_back(pooled_cuda(features, even.narrow(1, r, 2)));
    return torch::cat(pooled, 1).narrow(1, 0, regions);
}

}  // namespace

LungVariant lung_variant_from(const std::string& name) {
    if (name == "pooled") return LungVariant::pooled;
    if (name == "mirror") return LungVariant::mirror;
    if (name == "flat") return LungVariant::flat;
    if (name == "forward") return LungVariant::forward;
    throw std::invalid_argument(
        fmt::format("lung features '{}' are unknown; expected pooled, mirror, flat or forward", name));
}

LungBackground lung_background_from(const std::string& name) {
    if (name == "black") return LungBackground::black;
    if (name == "grey") return LungBackground::grey;
    throw std::invalid_argument(fmt::format("lung background '{}' is unknown; expected black or grey", name));
}

torch::Tensor region_fractions(const torch::Tensor& masks, std::int64_t h, std::int64_t w) {
    return torch::adaptive_avg_pool2d(masks.to(torch::kFloat32), {h, w});
}

torch::Tensor l2_normalized(const torch::Tensor& features) {
    // Inside the root, not on it: the norm's own gradient at zero would be NaN.
    const auto squares = features.square().sum(-1, /*keepdim=*/true);
    const auto zero = squares == 0;
    return features * squares.masked_fill(zero, 1.0).rsqrt().masked_fill(zero, 0.0);
}

torch::Tensor region_features(const torch::Tensor& features, const torch::Tensor& fractions,
                              const std::vector<bool>& right, LungVariant variant) {
    if (variant == LungVariant::pooled && features.is_cuda()) return pooled_on_gpu(features, fractions);
    const auto f = features.unsqueeze(1);                                  // [B, 1, C, h, w]
    const auto share = fractions.to(features.scalar_type()).unsqueeze(2);  // [B, R, 1, h, w]
    switch (variant) {
        case LungVariant::pooled:
            // A region that is not there has share 0 everywhere and pools to zero.
            return torch::einsum("bchw,bmhw->bmc", {features, share.squeeze(2)}) /
                   share.sum({3, 4}).clamp_min(1e-6);
        case LungVariant::flat:
            return (f * share).flatten(2);
        case LungVariant::mirror: {
            auto masked = (f * share).unbind(1);
            for (std::size_t r = 0; r < masked.size(); ++r)
                if (right[r]) masked[r] = masked[r].flip(-1);
            return torch::stack(masked, 1).flatten(2);
        }
        case LungVariant::forward:
            break;
    }
    throw std::logic_error("the forward variant takes maps of masked images");
}

}  // namespace gren
