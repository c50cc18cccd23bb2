#include "src/method/objective.h"

#include <algorithm>

namespace gren {
namespace {

double scale(Reduction reduction, std::int64_t terms) {
    return reduction == Reduction::mean ? 1.0 / static_cast<double>(std::max<std::int64_t>(terms, 1)) : 1.0;
}

// Between images; of parts each against each.
std::int64_t edges(const GlobalNodes& images, const PairTerm& term) {
    const auto parts = term.nodes_per_image;
    return images.valid_images * (images.valid_images - 1) / 2 * parts * parts;
}

torch::Tensor similarity_of_hashes(const GlobalNodes& nodes, const PairTerm& term, RowRange rows) {
    const bool whole_images = term.nodes_per_image == 1;
    return term.source == WeightSource::block_hashes && whole_images ? block_similarity(nodes.hash, rows)
                                                                     : hash_similarity(nodes.hash, rows);
}

// [rows.count, M] bool
torch::Tensor same_image(const GlobalNodes& nodes, std::int64_t parts, RowRange rows) {
    const auto image =
        torch::arange(nodes.size(), torch::TensorOptions(torch::kInt64).device(nodes.valid.device()))
            .div(parts, "floor");
    return rows.of(image).unsqueeze(1) == image.unsqueeze(0);
}

torch::Tensor weights_of(World& world, const GlobalGraph& graph, const GlobalNodes& nodes,
                         const PairTerm& term) {
    const auto held = graph.held_rows(nodes);
    if (term.source == WeightSource::lung_cosine)
        return inter_weights(graph.products(world.graph(), nodes, term.similarity_rows), nodes.valid,
                             term.rule, held);
    if (!needs_all_edges(term.rule))
        return inter_weights(similarity_of_hashes(nodes, term, held), nodes.valid, term.rule, held);
    const auto all = nodes.all_rows();
    return held.of(inter_weights(similarity_of_hashes(nodes, term, all), nodes.valid, term.rule, all));
}

}  // namespace

void Objective::add(const std::string& name, double lambda, const torch::Tensor& term_share) {
    const auto weighted = lambda * term_share;
    share = share.defined() ? share + weighted : weighted;
    terms.push_back({name, term_share.detach()});
}

Objective& Objective::operator+=(const Objective& other) {
    if (!other.share.defined()) return *this;
    share = share.defined() ? share + other.share : other.share;
    for (const auto& term : other.terms) {
        const auto same = std::find_if(terms.begin(), terms.end(),
                                       [&](const NamedValue& mine) { return mine.name == term.name; });
        if (same == terms.end())
            terms.push_back(term);
        else
            same->share = same->share + term.share;
    }
    return *this;
}

torch::Tensor share_of(const LocalTerm& term) {
    return scale(term.reduction, term.terms) * term.per_image.sum();
}

torch::Tensor share_of(World& world, const GlobalGraph& graph, const GlobalNodes& nodes,
                       const PairTerm& term) {
    const auto weights = held_weights(world, graph, nodes, term);
    return scale(term.reduction, edges(nodes, term)) *
           graph.share(world.graph(), nodes_of(term, nodes), term.features, weights);
}

torch::Tensor held_weights(World& world, const GlobalGraph& graph, const GlobalNodes& images,
                           const PairTerm& term) {
    const auto nodes = nodes_of(term, images);
    const auto weights = weights_of(world, graph, nodes, term);
    if (term.nodes_per_image == 1) return weights;
    return weights.masked_fill(same_image(nodes, term.nodes_per_image, graph.held_rows(nodes)), 0);
}

GlobalNodes nodes_of(const PairTerm& term, const GlobalNodes& images) {
    if (term.nodes_per_image == 1) return images;
    auto nodes = images;
    for (auto& rows : nodes.rows) rows *= term.nodes_per_image;
    nodes.first *= term.nodes_per_image;
    nodes.own *= term.nodes_per_image;
    nodes.hash = images.hash.reshape({-1, 1});
    nodes.valid = images.valid.repeat_interleave(term.nodes_per_image);
    nodes.valid_images *= term.nodes_per_image;
    return nodes;
}

Objective local_objective(const Method& method, const TermInput& input) {
    Objective q;
    for (const auto& loss : method.local) {
        const auto term = loss(input);
        q.add(term.name, term.lambda, share_of(term));
    }
    return q;
}

std::vector<PairTerm> pair_terms(const Method& method, const TermInput& input) {
    std::vector<PairTerm> terms;
    for (const auto& loss : method.pairs) terms.push_back(loss(input));
    return terms;
}

Objective pair_objective(World& world, const GlobalGraph& graph, const GlobalNodes& nodes,
                         const std::vector<PairTerm>& terms) {
    Objective q;
    for (const auto& term : terms) q.add(term.name, term.lambda, share_of(world, graph, nodes, term));
    return q;
}

}  // namespace gren
