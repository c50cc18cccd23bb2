#include "graph/lung_features.h"

#include <fmt/format.h>

#include <stdexcept>

#include "graph/kernels/kernels.h"

namespace gren {

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

torch::Tensor lung_fractions(const torch::Tensor& lungs, std::int64_t h, std::int64_t w) {
    return torch::adaptive_avg_pool2d(lungs.to(torch::kFloat32), {h, w});
}

torch::Tensor l2_normalized(const torch::Tensor& features) {
    // Inside the root, not on it: the norm's own gradient at zero would be NaN.
    const auto squares = features.square().sum(-1, /*keepdim=*/true);
    const auto zero = squares == 0;
    return features * squares.masked_fill(zero, 1.0).rsqrt().masked_fill(zero, 0.0);
}

torch::Tensor lung_features(const torch::Tensor& features, const torch::Tensor& fractions,
                            LungVariant variant) {
    if (variant == LungVariant::pooled && features.is_cuda()) return pooled_cuda(features, fractions);
    const auto f = features.unsqueeze(1);                                  // [B, 1, C, h, w]
    const auto share = fractions.to(features.scalar_type()).unsqueeze(2);  // [B, 2, 1, h, w]
    switch (variant) {
        case LungVariant::pooled:
            // A lung that is not there has share 0 everywhere and pools to zero.
            return torch::einsum("bchw,bmhw->bmc", {features, share.squeeze(2)}) /
                   share.sum({3, 4}).clamp_min(1e-6);
        case LungVariant::flat:
            return (f * share).flatten(2);
        case LungVariant::mirror: {
            const auto masked = f * share;
            return torch::stack({masked.select(1, 0), masked.select(1, 1).flip(-1)}, 1).flatten(2);
        }
        case LungVariant::forward:
            break;
    }
    throw std::logic_error("the forward variant takes maps of masked images");
}

torch::Tensor lung_features_of_passes(const torch::Tensor& left, const torch::Tensor& right) {
    return torch::stack({left, right}, 1).flatten(2);
}

}  // namespace gren
