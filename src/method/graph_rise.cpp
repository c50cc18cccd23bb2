// After Graph-Rise (Juan et al. 2019) and its authors' released library: each image and a neighbor of the
// whole training list are drawn together, gradient to both. Their graph came from a search engine; ours is
// each image's nearest by lung hashes. One pass at test.
#include "src/method/rows.h"

namespace gren {
namespace {

constexpr double kNeighborLambda = 0.1;  // theirs was searched, from 0.01

// Means over the cells, L2-normalized. [B, C, h, w] -> [B, C]
torch::Tensor pooled(const torch::Tensor& features, const MethodOptions& options) {
    const auto mean = features.mean({2, 3});
    return options.normalize_features ? l2_normalized(mean) : mean;
}

// Σ over neighbors w ‖h_u − h_v‖²
LocalTerm neighbor_term(const TermInput& in, const MethodOptions& options, double lambda) {
    const auto h = pooled(in.features, options);
    const auto count = in.batch.companion_weight.size(1);
    const auto neighbors = pooled(in.companions, options).view({h.size(0), count, h.size(1)});
    const auto weight = in.batch.companion_weight.to(h.options());
    const auto distance = (h.unsqueeze(1) - neighbors).pow(2).sum(2);
    return {.name = "neighbors",
            .lambda = lambda,
            .per_image = (weight * distance).sum(1),
            .terms = in.batch.global_size() * count,
            .reduction = options.graph_reduction.value_or(Reduction::sum)};
}

}  // namespace

Method graph_rise(const HeadShape& shape, const MethodOptions& options) {
    auto method = baseline(shape, options);
    method.enhance = [](const BackboneFeatures& backbone, const Batch&) {
        return Features{.map = backbone.own, .companions = backbone.companions};
    };
    method.local.push_back([=, lambda = options.lambda_inter.value_or(kNeighborLambda)](const TermInput& in) {
        return neighbor_term(in, options, lambda);
    });
    return method;
}

}  // namespace gren
