#include "src/method/objective.h"

#include <algorithm>

namespace gren {
namespace {

double scale(Reduction reduction, std::int64_t terms) {
    return reduction == Reduction::mean ? 1.0 / static_cast<double>(std::max<std::int64_t>(terms, 1)) : 1.0;
}

std::int64_t edges(const GlobalNodes& nodes) {
    return nodes.valid_images * (nodes.valid_images - 1) / 2;
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
    const auto weights = global_weights(world, graph, nodes, term);
    return scale(term.reduction, edges(nodes)) * graph.share(world.graph(), nodes, term.features, weights);
}

torch::Tensor global_weights(World& world, const GlobalGraph& graph, const GlobalNodes& nodes,
                             const PairTerm& term) {
    const auto similarity = term.source == WeightSource::lung_hashes
                                ? hash_similarity(nodes.hash)
                                : graph.products(world.graph(), nodes, term.similarity_rows);
    return inter_weights(similarity, nodes.valid, term.rule);
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
