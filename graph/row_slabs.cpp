#include "graph/row_slabs.h"

#include <ATen/Context.h>

#include <algorithm>
#include <numeric>

#include "distributed/collectives.h"
#include "distributed/host_memory.h"
#include "graph/gram.h"
#include "graph/row_range.h"

namespace gren {
namespace {

struct Slab {
    RowRange own;                    // of this rank's part
    std::vector<std::int64_t> rows;  // of each rank
    torch::Tensor index;             // [h] int64: which of the N rows, in the order of ranks
};

std::vector<Slab> slabs_of(const World& world, const std::vector<std::int64_t>& rows, torch::Device device) {
    const auto most = *std::ranges::max_element(rows);
    const auto height = slab_rows_per_rank(most, world.size());
    std::vector<Slab> slabs;
    std::vector<std::int64_t> order;  // the N rows, slab after slab
    for (std::int64_t from = 0; from < most; from += height) {
        Slab slab;
        std::int64_t before = 0;
        for (const auto count : rows) {
            slab.rows.push_back(std::clamp<std::int64_t>(count - from, 0, height));
            for (std::int64_t row = 0; row < slab.rows.back(); ++row) order.push_back(before + from + row);
            before += count;
        }
        const auto own = slab.rows[static_cast<std::size_t>(world.rank())];
        slab.own = {own > 0 ? from : 0, own};
        slabs.push_back(slab);
    }
    const auto index = on_device(torch::tensor(order, torch::kInt64), device);
    std::int64_t first = 0;
    for (auto& slab : slabs) {
        const auto count = std::accumulate(slab.rows.begin(), slab.rows.end(), std::int64_t{0});
        slab.index = index.narrow(0, first, count);
        first += count;
    }
    return slabs;
}

}  // namespace

std::int64_t slab_rows_per_rank(std::int64_t most, std::int64_t ranks) {
    return std::max<std::int64_t>(1, (most + ranks - 1) / ranks);
}

torch::Tensor gram_rows(World& world, const std::vector<std::int64_t>& rows, const torch::Tensor& columns) {
    const auto own = rows[static_cast<std::size_t>(world.rank())];
    auto gram = torch::empty({own, columns.size(0)}, columns.options().dtype(torch::kFloat64));
    for (const auto& slab : slabs_of(world, rows, columns.device())) {
        const auto part = partial_gram(columns.index_select(0, slab.index), columns);
        slab.own.of(gram).copy_(reduce_scatter_rows(world, part, slab.rows));
    }
    return gram;
}

torch::Tensor divided_product(World& world, const std::vector<std::int64_t>& rows, const torch::Tensor& own,
                              const torch::Tensor& columns) {
    const at::NoTF32Guard full_precision;
    auto product = torch::empty_like(columns);
    for (const auto& slab : slabs_of(world, rows, columns.device()))
        product.index_copy_(0, slab.index, gather_rows(world, slab.own.of(own), slab.rows).matmul(columns));
    return product;
}

}  // namespace gren
