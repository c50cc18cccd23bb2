#include "graph/row_slabs.h"

#include <ATen/Context.h>

#include <algorithm>
#include <numeric>

#include "distributed/collectives.h"
#include "distributed/column_exchange.h"
#include "distributed/host_memory.h"
#include "graph/gram.h"
#include "graph/row_range.h"

namespace gren {
namespace {

struct Slab {
    std::int64_t first = 0, count = 0;  // in the order of slabs
    std::vector<std::int64_t> rows;     // of each rank
    RowRange own;                       // of this rank's part

    // Its columns that travel: those of its own rows and of later slabs. Of a matrix in the order of slabs.
    torch::Tensor onwards(const torch::Tensor& matrix, std::int64_t dim) const {
        return matrix.narrow(dim, first, matrix.size(dim) - first);
    }
};

struct Slabs {
    std::vector<Slab> all;
    torch::Tensor order;   // [N] int64: the rows, slab after slab, each in the order of ranks
    torch::Tensor number;  // [N] int64: the slab of each row
};

Slabs slabs_of(const World& world, const std::vector<std::int64_t>& rows, torch::Device device) {
    const auto most = *std::ranges::max_element(rows);
    const auto height = slab_rows_per_rank(most, world.size());
    Slabs slabs;
    std::vector<std::int64_t> order, number;
    for (std::int64_t from = 0; from < most; from += height) {
        Slab slab{.first = static_cast<std::int64_t>(order.size()), .count = 0, .rows = {}, .own = {}};
        std::int64_t before = 0;
        for (const auto count : rows) {
            slab.rows.push_back(std::clamp<std::int64_t>(count - from, 0, height));
            for (std::int64_t row = 0; row < slab.rows.back(); ++row) order.push_back(before + from + row);
            before += count;
        }
        slab.count = static_cast<std::int64_t>(order.size()) - slab.first;
        const auto own = slab.rows[static_cast<std::size_t>(world.rank())];
        slab.own = {own > 0 ? from : 0, own};
        slabs.all.push_back(slab);
    }
    for (const auto count : rows)
        for (std::int64_t row = 0; row < count; ++row) number.push_back(row / height);
    slabs.order = on_device(torch::tensor(order, torch::kInt64), device);
    slabs.number = on_device(torch::tensor(number, torch::kInt64), device);
    return slabs;
}

}  // namespace

std::int64_t slab_rows_per_rank(std::int64_t most, std::int64_t ranks) {
    return std::max<std::int64_t>(1, (most + ranks - 1) / ranks);
}

torch::Tensor gram_rows(World& world, const std::vector<std::int64_t>& rows, const torch::Tensor& columns) {
    const auto slabs = slabs_of(world, rows, columns.device());
    const auto rank = static_cast<std::size_t>(world.rank());
    const RowRange own{std::accumulate(rows.begin(), rows.begin() + world.rank(), std::int64_t{0}),
                       rows[rank]};
    auto gram = torch::zeros({own.count, columns.size(0)}, columns.options().dtype(torch::kFloat64));
    {
        const auto ordered = columns.index_select(0, slabs.order);
        auto found = torch::zeros_like(gram);  // columns in the order of slabs
        for (const auto& slab : slabs.all) {
            const auto part =
                partial_gram(ordered.narrow(0, slab.first, slab.count), slab.onwards(ordered, 0));
            slab.onwards(slab.own.of(found), 1).copy_(reduce_scatter_rows(world, part, slab.rows));
        }
        gram.index_copy_(1, slabs.order, found);
    }
    const auto transposed = rows_to_columns(world, gram, rows, rows).t();
    const auto earlier = own.of(slabs.number).unsqueeze(1) > slabs.number.unsqueeze(0);
    return torch::where(earlier, transposed, gram);
}

torch::Tensor divided_product(World& world, const std::vector<std::int64_t>& rows, const torch::Tensor& own,
                              const torch::Tensor& columns) {
    const at::NoTF32Guard full_precision;
    const auto slabs = slabs_of(world, rows, columns.device());
    const auto ordered = columns.index_select(0, slabs.order), own_ordered = own.index_select(1, slabs.order);
    auto product = torch::zeros_like(ordered);
    for (const auto& slab : slabs.all) {
        const auto part = gather_rows(world, slab.onwards(slab.own.of(own_ordered), 1), slab.rows);
        const auto later = part.size(1) - slab.count;
        product.narrow(0, slab.first, slab.count).addmm_(part, slab.onwards(ordered, 0));
        product.narrow(0, slab.first + slab.count, later)
            .addmm_(part.narrow(1, slab.count, later).t(), ordered.narrow(0, slab.first, slab.count));
    }
    return torch::empty_like(columns).index_copy_(0, slabs.order, product);
}

}  // namespace gren
