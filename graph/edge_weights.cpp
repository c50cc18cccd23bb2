#include "graph/edge_weights.h"

#include <fmt/format.h>
#include <torch/nn/functional/distance.h>
#include <torch/nn/functional/normalization.h>

#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "dataio/splitmix.h"
#include "graph/hamming.h"
#include "graph/kernels/kernels.h"
#include "graph/region_pairs.h"

namespace gren {
namespace {

// Not torch::randperm: its sequence is the library's business, and this one must be every rank's
// and every version's.
torch::Tensor permutation(std::int64_t count, std::uint64_t seed) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    SplitMix64 random(seed);
    for (auto left = order.size(); left > 1; --left) std::swap(order[left - 1], order[random.next() % left]);
    return torch::tensor(order, torch::kInt64);
}

// edges [E]: one weight an edge
torch::Tensor controlled(const torch::Tensor& edges, const WeightRule& rule) {
    if (rule.control == WeightControl::batch_constant)
        return edges.numel() ? edges.mean().expand_as(edges).contiguous() : edges;
    if (rule.control == WeightControl::shuffled)
        return edges.index_select(0, permutation(edges.numel(), rule.shuffle_seed).to(edges.device()));
    throw std::logic_error("unknown weight control");
}

// Weights where there is an edge, 0 elsewhere. similarity and edge (bool) of one shape -> the same, float64.
// Where it needs_all_edges() it has to know how many there are: on a GPU the host waits for it.
torch::Tensor ruled(const torch::Tensor& similarity, const torch::Tensor& edge, const WeightRule& rule) {
    auto s = similarity.detach().to(edge.device(), torch::kFloat64);
    if (rule.control == WeightControl::constant) s = torch::full_like(s, rule.mean_similarity);
    const auto weight = rule.sign == GraphSign::attract ? s : 1 - s;
    if (!needs_all_edges(rule)) return torch::where(edge, weight, 0.0);
    return torch::zeros_like(weight).masked_scatter_(edge, controlled(weight.masked_select(edge), rule));
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

bool needs_all_edges(const WeightRule& rule) {
    return rule.control != WeightControl::none && rule.control != WeightControl::constant;
}

torch::Tensor inter_weights(const torch::Tensor& similarity, const torch::Tensor& valid,
                            const WeightRule& rule, RowRange rows) {
    auto edge = rows.of(valid).unsqueeze(1) & valid.unsqueeze(0);
    if (!needs_all_edges(rule)) {
        edge.diagonal(rows.first).fill_(false);
        return ruled(similarity, edge, rule);
    }
    if (similarity.size(0) != valid.size(0))
        throw std::logic_error("a weight that depends on all edges was asked for with some of their rows");
    const auto upper = ruled(similarity, edge.triu(1), rule);  // the pairs u < v
    return upper + upper.t();
}

torch::Tensor inter_weights(const torch::Tensor& similarity, const torch::Tensor& valid,
                            const WeightRule& rule) {
    return inter_weights(similarity, valid, rule, {0, valid.size(0)});
}

torch::Tensor intra_weights(const torch::Tensor& similarity, const torch::Tensor& valid,
                            const WeightRule& rule) {
    const auto edge = similarity.dim() == 1 ? valid : valid.unsqueeze(1).expand_as(similarity);
    return ruled(similarity, edge, rule);
}

torch::Tensor hash_similarity(const torch::Tensor& hashes, RowRange rows) {
    if (hashes.is_cuda()) return hash_similarity_cuda(hashes, rows.first, rows.count);
    return 1 - pairwise_hamming_distance(hashes, rows) / static_cast<double>(hashes.size(1) * kHashBits);
}

torch::Tensor hash_similarity(const torch::Tensor& hashes) {
    return hash_similarity(hashes, {0, hashes.size(0)});
}

// Of c_u blocks in which a bit is set in u, and c_v in v, c_u (m − c_v) + (m − c_u) c_v pairs differ: the sum
// over pairs of blocks is one product of counts, exact in float64.
torch::Tensor block_similarity(const torch::Tensor& hashes, RowRange rows) {
    const auto bit = torch::arange(kHashBits, hashes.options());
    const auto set =
        hashes.unsqueeze(2).__rshift__(bit).bitwise_and(1).sum(1).to(torch::kFloat64);  // [N, 64]
    const auto blocks = static_cast<double>(hashes.size(1));
    const auto total = set.sum(1);
    const auto differing =
        blocks * (rows.of(total).unsqueeze(1) + total.unsqueeze(0)) - 2 * rows.of(set).matmul(set.t());
    return 1 - differing / (blocks * blocks * static_cast<double>(kHashBits));
}

torch::Tensor region_hash_similarity(const torch::Tensor& hashes) {
    std::vector<torch::Tensor> pairs;
    for (const auto& [a, b] : region_pairs(hashes.size(1)))
        pairs.push_back(
            hashes.is_cuda()
                ? pair_hash_similarity_cuda(torch::stack({hashes.select(1, a), hashes.select(1, b)}, 1))
                : 1 - hamming_distance(hashes.select(1, a), hashes.select(1, b)) / kHashBits);
    return torch::stack(pairs, 1);
}

torch::Tensor cosine_rows(const torch::Tensor& regions) {
    const auto unit = torch::nn::functional::normalize(regions.detach(),
                                                       torch::nn::functional::NormalizeFuncOptions().dim(2));
    return unit.flatten(1) / std::sqrt(static_cast<double>(regions.size(1)));
}

torch::Tensor region_cosine_similarity(const torch::Tensor& regions) {
    const auto wide = regions.detach().to(torch::kFloat64);
    std::vector<torch::Tensor> pairs;
    for (const auto& [a, b] : region_pairs(regions.size(1)))
        pairs.push_back(torch::nn::functional::cosine_similarity(
            wide.select(1, a), wide.select(1, b),
            torch::nn::functional::CosineSimilarityFuncOptions().dim(1)));
    return torch::stack(pairs, 1);
}

}  // namespace gren
