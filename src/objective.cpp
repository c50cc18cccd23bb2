#include "src/objective.h"

#include <algorithm>

#include "distributed/collectives.h"

namespace gren {
namespace {

double scale(Reduction reduction, std::int64_t terms) {
    return reduction == Reduction::mean ? 1.0 / static_cast<double>(std::max<std::int64_t>(terms, 1)) : 1.0;
}

torch::Tensor global_weights(World& world, const PairTerm& term, const TermInput& in) {
    if (term.key == WeightKey::lung_hashes)
        return inter_weights(hash_similarity(in.nodes.key), in.nodes.valid, term.rule);
    const auto lungs = gather_rows(world, in.lungs.detach(), in.nodes.rows);  // [N, 2, X]
    return inter_weights(cosine_similarity(lungs), in.nodes.valid, term.rule);
}

std::int64_t edges(const GlobalNodes& nodes) {
    const auto images = nodes.valid.sum().item<std::int64_t>();
    return images * (images - 1) / 2;
}

}  // namespace

Objective objective(World& world, const Method& method, const TermInput& in) {
    Objective q{.share = torch::zeros({}, in.features.options()), .terms = {}};
    const auto add = [&q](const std::string& name, double lambda, const torch::Tensor& share) {
        q.share = q.share + lambda * share;
        q.terms.push_back({name, share.detach()});
    };
    for (const auto& loss : method.local) {
        const auto term = loss(in);
        add(term.name, term.lambda, scale(term.reduction, term.terms) * term.per_image.sum());
    }
    for (const auto& loss : method.pairs) {
        const auto term = loss(in);
        const auto share = inter_share(world, in.nodes, term.features, global_weights(world, term, in));
        add(term.name, term.lambda, scale(term.reduction, edges(in.nodes)) * share);
    }
    return q;
}

}  // namespace gren
