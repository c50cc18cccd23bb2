// The graph's rows: D_intra and D_inter (Eq. 5 and 7) on the baseline, and their controls.
#include "graph/regularizer.h"
#include "src/method/rows.h"

namespace gren {
namespace {

WeightRule rule_of(const TermInput& in, const MethodOptions& options, WeightControl control,
                   double mean_similarity) {
    return {.sign = options.sign,
            .control = control,
            .mean_similarity = mean_similarity,
            .shuffle_seed = options.seed + static_cast<std::uint64_t>(in.step)};
}

// D_intra = ± Σ_i w_i d(f_i^l, f_i^r), Eq. 5, with w of Eq. 4; or Eq. 10 with w of Eq. 9
LocalTerm intra_term(const TermInput& in, const MethodOptions& options, double lambda, WeightSource source,
                     WeightControl control) {
    const auto rule = rule_of(in, options, control, options.mean_similarity.intra);
    const auto valid = in.nodes.own_part(in.nodes.valid);
    const auto weight =
        source == WeightSource::lung_hashes
            ? in.nodes.own_part(intra_weights(lung_hash_similarity(in.nodes.hash), in.nodes.valid, rule))
            : intra_weights(lung_cosine_similarity(in.lungs), valid, rule);
    const auto distance = row_distances(in.lungs.select(1, 0), in.lungs.select(1, 1));
    return {.name = "intra",
            .lambda = lambda * term_sign(options.sign),
            .per_image = weight.to(distance.options()) * distance,
            .terms = in.nodes.valid_images,
            .reduction = options.graph_reduction,
            .weight = weight,
            .distance = distance.detach()};
}

// What D_inter = ± Σ_{u<v} w_uv d(f_u, f_v), Eq. 7, needs of this rank's images, with w of Eq. 6; or Eq. 10
// with w of Eq. 9
PairTerm inter_term(const TermInput& in, const MethodOptions& options, double lambda, WeightSource source,
                    WeightControl control) {
    const auto flat = in.features.flatten(1);
    return {.name = "inter",
            .lambda = lambda * term_sign(options.sign),
            .features = options.normalize_features ? l2_normalized(flat) : flat,
            .source = source,
            .similarity_rows = source == WeightSource::lung_cosine ? cosine_rows(in.lungs) : torch::Tensor(),
            .rule = rule_of(in, options, control, options.mean_similarity.inter),
            .reduction = options.graph_reduction};
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
