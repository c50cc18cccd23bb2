// The rows: baseline, intra, inter, gren, cosine, and the controls const, batch-const and shuffle.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <stdexcept>

#include "graph/regularizer.h"
#include "src/method/head.h"
#include "src/method/method.h"

namespace gren {
namespace {

// Eq. 1-3
LocalTerm localization_term(const TermInput& in, const MethodOptions& options) {
    return {.name = "localization",
            .lambda = 1,
            .per_image = localization_loss(in.maps.logits, in.batch.targets, options.beta),
            .terms = in.batch.global_size(),
            .reduction = options.loss_reduction};
}

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

Method baseline(const HeadShape& shape, const MethodOptions& options) {
    auto head =
        std::make_shared<HeadImpl>(shape.channels, shape.width, shape.classes, shape.grid * shape.grid);
    Method method;
    method.grid = shape.grid;
    method.normalize_features = options.normalize_features;
    method.lung_variant = options.lung_variant;
    method.lung_background = options.lung_background;
    method.modules = {{"head", head}};
    method.enhance = [](const torch::Tensor& features, const Batch&) { return features; };
    method.head = [head](const torch::Tensor& features, std::int64_t grid) {
        return Maps{head->forward(features, grid)};
    };
    method.local = {[options](const TermInput& in) { return localization_term(in, options); }};
    method.regions = [](const Maps& maps) { return maps.logits; };
    method.score = [](const Maps& maps) { return image_logit(maps.logits); };
    return method;
}

struct Graph {
    bool intra = true, inter = true;
    WeightSource source = WeightSource::lung_hashes;
    WeightControl control = WeightControl::none;
    double lambda_intra = 0.11, lambda_inter = 0.15;  // Eq. 8
};

Method with_graph(const HeadShape& shape, const MethodOptions& options, const Graph& graph) {
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

using Row = std::function<Method(const HeadShape&, const MethodOptions&)>;

Row graph_row(Graph graph) {
    return [graph](const HeadShape& shape, const MethodOptions& options) {
        return with_graph(shape, options, graph);
    };
}

const std::map<std::string, Row>& rows() {
    static const std::map<std::string, Row> table{
        {"baseline", baseline},
        {"intra", graph_row({.inter = false})},
        {"inter", graph_row({.intra = false})},
        {"gren", graph_row({})},
        {"cosine",
         graph_row(
             {.source = WeightSource::lung_cosine, .lambda_intra = 0.15, .lambda_inter = 0.15})},  // Eq. 11
        {"const", graph_row({.control = WeightControl::constant})},
        {"batch-const", graph_row({.control = WeightControl::batch_constant})},
        {"shuffle", graph_row({.control = WeightControl::shuffled})},
    };
    return table;
}

}  // namespace

Reduction reduction_from(const std::string& name) {
    if (name == "sum") return Reduction::sum;
    if (name == "mean") return Reduction::mean;
    throw std::invalid_argument(fmt::format("reduction '{}' is unknown; expected sum or mean", name));
}

std::vector<std::string> method_names() {
    std::vector<std::string> names;
    for (const auto& [name, row] : rows()) names.push_back(name);
    return names;
}

bool takes_mean_similarity(const std::string& method) {
    return method == "const";
}

Method make_method(const std::string& name, const HeadShape& shape, const MethodOptions& options) {
    const auto row = rows().find(name);
    if (row == rows().end())
        throw std::invalid_argument(
            fmt::format("method '{}' is unknown; expected one of {}", name, fmt::join(method_names(), ", ")));
    auto method = row->second(shape, options);
    method.name = name;
    return method;
}

}  // namespace gren
