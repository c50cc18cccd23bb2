#include "graph/divided_near_pairs.h"

#include <algorithm>
#include <map>

#include "distributed/collectives.h"

namespace gren {
namespace {

// Calls f(everybody's) with what each rank says of its pairs, `own` [P, ...] for its own, a round at a time.
template <typename F>
void for_each_round(World& world, const DividedNearPairs& pairs, const torch::Tensor& own, const F& f) {
    const auto limit = std::max<std::int64_t>(1, pairs.at_once / world.size());
    const auto most = *std::ranges::max_element(pairs.counts);
    for (std::int64_t from = 0; from < most; from += limit) {
        std::vector<std::int64_t> rows;
        for (const auto count : pairs.counts)
            rows.push_back(std::clamp<std::int64_t>(count - from, 0, limit));
        const auto here = rows[static_cast<std::size_t>(world.rank())];
        f(gather_rows(world, own.narrow(0, here > 0 ? from : 0, here), rows));
    }
}

}  // namespace

DividedNearPairs divided_near_pairs(World& world, const NearPairs& own) {
    const auto counts = gather_rows(world, torch::tensor({own.size()}),
                                    std::vector<std::int64_t>(static_cast<std::size_t>(world.size()), 1));
    return {own, {counts.data_ptr<std::int64_t>(), counts.data_ptr<std::int64_t>() + counts.numel()}};
}

torch::Tensor set_exact_squares(World& world, const DividedNearPairs& pairs, RowRange own,
                                const torch::Tensor& columns, torch::Tensor& squares) {
    std::vector<torch::Tensor> entries = {torch::empty({2, 0}, pairs.own.u.options())};
    const auto ends = torch::stack({pairs.own.u, pairs.own.v}, 1);
    for_each_round(world, pairs, ends, [&](const torch::Tensor& all) {
        const NearPairs near{all.select(1, 0).contiguous(), all.select(1, 1).contiguous()};
        auto exact = partial_square_distances(near, columns);
        all_reduce_sum(world, exact);
        for (const auto& [end, other] : {std::pair(near.u, near.v), std::pair(near.v, near.u)}) {
            const auto here = ((end >= own.first) & (end < own.first + own.count)).nonzero().squeeze(1);
            const auto row = end.index_select(0, here) - own.first, column = other.index_select(0, here);
            squares.index_put_({row, column}, exact.index_select(0, here));
            entries.push_back(torch::stack({row, column}));
        }
    });
    return torch::cat(entries, 1);
}

void add_divided_differences(World& world, const DividedNearPairs& pairs, const torch::Tensor& coefficients,
                             const torch::Tensor& columns, torch::Tensor& sum) {
    const auto& [u, v] = pairs.own;  // exact as float64, beside their coefficients in one message
    const auto own = torch::stack({u.to(torch::kFloat64), v.to(torch::kFloat64), coefficients}, 1);
    for_each_round(world, pairs, own, [&](const torch::Tensor& all) {
        add_differences({all.select(1, 0).to(torch::kInt64), all.select(1, 1).to(torch::kInt64)},
                        all.select(1, 2).contiguous(), columns, sum);
    });
}

}  // namespace gren
