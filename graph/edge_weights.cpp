#include "graph/edge_weights.h"

#include <fmt/format.h>
#include <torch/nn/functional/distance.h>
#include <torch/nn/functional/normalization.h>

#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "graph/hamming.h"

namespace gren {
namespace {

std::uint64_t splitmix64(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

// Not torch::randperm: its sequence is the library's business, and this one must be every rank's and every
// version's.
torch::Tensor permutation(std::int64_t count, std::uint64_t seed) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    for (auto left = order.size(); left > 1; --left)
        std::swap(order[left - 1], order[splitmix64(seed) % left]);
    return torch::tensor(order, torch::kInt64);
}

// edges [E]: one weight an edge that exists
torch::Tensor controlled(const torch::Tensor& edges, const WeightRule& rule) {
    switch (rule.control) {
        case WeightControl::none:
            return edges;
        case WeightControl::constant:
            return edges.numel() ? edges.mean().expand_as(edges) : edges;
        case WeightControl::shuffled:
            return edges.index_select(0, permutation(edges.numel(), rule.shuffle_seed));
    }
    throw std::logic_error("unknown weight control");
}

torch::Tensor signed_weight(const torch::Tensor& similarity, GraphSign sign) {
    const auto s = similarity.detach().to(torch::kCPU, torch::kFloat64);
    return sign == GraphSign::attract ? s : 1 - s;
}

}  // namespace

GraphSign graph_sign_from(const std::string& name) {
    if (name == "attract") return GraphSign::attract;
    if (name == "repel") return GraphSign::repel;
    throw std::invalid_argument(fmt::format("sign '{}' is unknown; expected attract or repel", name));
}

double term_sign(GraphSign sign) {
    return sign == GraphSign::attract ? 1.0 : -1.0;
}

torch::Tensor inter_weights(const torch::Tensor& similarity, const torch::Tensor& valid,
                            const WeightRule& rule) {
    const auto images = valid.size(0);
    const auto upper = torch::triu_indices(images, images, 1);  // the pairs u < v, [2, N(N-1)/2]
    const auto both_valid = valid.index_select(0, upper[0]) & valid.index_select(0, upper[1]);
    const auto edges = upper.index_select(1, both_valid.nonzero().flatten());
    const auto weight = controlled(signed_weight(similarity, rule.sign).index({edges[0], edges[1]}), rule);
    auto weights = torch::zeros({images, images}, torch::kFloat64);
    weights.index_put_({edges[0], edges[1]}, weight);
    return weights + weights.t();
}

torch::Tensor intra_weights(const torch::Tensor& similarity, const torch::Tensor& valid,
                            const WeightRule& rule) {
    const auto edges = valid.nonzero().flatten();
    const auto weight = controlled(signed_weight(similarity, rule.sign).index_select(0, edges), rule);
    return torch::zeros({valid.size(0)}, torch::kFloat64).index_put_({edges}, weight);
}

torch::Tensor hash_similarity(const torch::Tensor& keys) {
    return 1 - pairwise_hamming_distance(keys) / static_cast<double>(keys.size(1) * kHashBits);
}

torch::Tensor lung_hash_similarity(const torch::Tensor& keys) {
    return 1 - hamming_distance(keys.select(1, 0), keys.select(1, 1)) / kHashBits;
}

torch::Tensor cosine_rows(const torch::Tensor& lungs) {
    const auto unit = torch::nn::functional::normalize(lungs.detach(),
                                                       torch::nn::functional::NormalizeFuncOptions().dim(2));
    return unit.flatten(1) / std::sqrt(static_cast<double>(lungs.size(1)));
}

torch::Tensor lung_cosine_similarity(const torch::Tensor& lungs) {
    return torch::nn::functional::cosine_similarity(
        lungs.detach().select(1, 0).to(torch::kFloat64), lungs.detach().select(1, 1).to(torch::kFloat64),
        torch::nn::functional::CosineSimilarityFuncOptions().dim(1));
}

}  // namespace gren
