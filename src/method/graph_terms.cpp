// The graph's rows: D_intra and D_inter (Eq. 5 and 7) on the baseline, and their controls.
#include "graph/region_pairs.h"
#include "graph/regularizer.h"
#include "src/method/rows.h"

namespace gren {
namespace {

// Eq. 5 and 7 are sums, which harm where labels alone train (bench/PHANTOM_STUDY.md).
Reduction reduction_of(const MethodOptions& options) {
    return options.graph_reduction.value_or(Reduction::mean);
}

WeightRule rule_of(const TermInput& in, const MethodOptions& options, WeightControl control,
                   double mean_similarity) {
    return {.sign = options.sign,
            .control = control,
            .mean_similarity = mean_similarity,
            .shuffle_seed = options.seed + static_cast<std::uint64_t>(in.step)};
}

// D_intra = ± Σ_i Σ_{a<b} w_i^ab d(f_i^a, f_i^b), a and b the regions of an image's lungs: Eq. 5 for the two
// lungs, with w of Eq. 4; or Eq. 10 with w of Eq. 9
LocalTerm intra_term(const TermInput& in, const MethodOptions& options, double lambda, WeightSource source,
                     WeightControl control) {
    const auto rule = rule_of(in, options, control, options.mean_similarity.intra);
    const auto valid = in.nodes.own_part(in.nodes.valid);
    const auto weight =
        source == WeightSource::lung_hashes
            ? in.nodes.own_part(intra_weights(region_hash_similarity(in.nodes.hash), in.nodes.valid, rule))
            : intra_weights(region_cosine_similarity(in.regions), valid, rule);
    std::vector<torch::Tensor> distances;
    for (const auto& [a, b] : region_pairs(in.regions.size(1)))
        distances.push_back(row_distances(in.regions.select(1, a), in.regions.select(1, b)));
    const auto distance = torch::stack(distances, 1);  // [B, E]
    return {.name = "intra",
            .lambda = lambda * term_sign(options.sign),
            .per_image = (weight.to(distance.options()) * distance).sum(1),
            .terms = in.nodes.valid_images * distance.size(1),
            .reduction = reduction_of(options),
            .weight = weight,
            .distance = distance.detach()};
}

// What D_inter = ± Σ_{u<v} w_uv d(f_u, f_v), Eq. 7, needs of this rank's images, with w of Eq. 6; or Eq. 10
// with w of Eq. 9
PairTerm inter_term(const TermInput& in, const MethodOptions& options, double lambda, WeightSource source,
                    WeightControl control) {
    const auto flat = in.features.flatten(1);
    return {
        .name = "inter",
        .lambda = lambda * term_sign(options.sign),
        .features = options.normalize_features ? l2_normalized(flat) : flat,
        .source = source,
        .similarity_rows = source == WeightSource::lung_cosine ? cosine_rows(in.regions) : torch::Tensor(),
        .rule = rule_of(in, options, control, options.mean_similarity.inter),
        .reduction = reduction_of(options)};
}

}  // namespace

Method with_graph(const HeadShape& shape, const MethodOptions& options, const GraphRow& graph) {
    auto method = baseline(shape, options);
    method.needs_lungs = graph.intra || graph.source == WeightSource::lung_cosine;
    if (graph.intra)
        method.local.push_back(
            [=, lambda = options.lambda_intra.value_or(graph.lambda_intra)](const TermInput& in) {
                return intra_term(in, options, lambda, graph.source, graph.control);
            });
    if (graph.inter)
        method.pairs.push_back(
            [=, lambda = options.lambda_inter.value_or(graph.lambda_inter)](const TermInput& in) {
                return inter_term(in, options, lambda, graph.source, graph.control);
            });
    return method;
}

}  // namespace gren
