#include "distributed/column_exchange.h"

#include <numeric>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>

namespace gren {
namespace {

// D_r of every rank.
std::vector<std::int64_t> even_widths(std::int64_t features, int ranks) {
    std::vector<std::int64_t> widths(static_cast<std::size_t>(ranks), features / ranks);
    for (std::int64_t r = 0; r < features % ranks; ++r) ++widths[static_cast<std::size_t>(r)];
    return widths;
}

std::vector<std::int64_t> times(std::vector<std::int64_t> counts, std::int64_t factor) {
    for (auto& count : counts) count *= factor;
    return counts;
}

// `splits` count elements, one entry a rank.
void all_to_all(World& world, torch::Tensor& received, std::vector<std::int64_t> receive_splits,
                torch::Tensor sent, std::vector<std::int64_t> send_splits) {
    world.group()->alltoall_base(received, sent, receive_splits, send_splits)->wait();
}

}  // namespace

torch::Tensor rows_to_columns(World& world, const torch::Tensor& own, const std::vector<std::int64_t>& rows) {
    return rows_to_columns(world, own, rows, even_widths(own.size(1), world.size()));
}

torch::Tensor rows_to_columns(World& world, const torch::Tensor& own, const std::vector<std::int64_t>& rows,
                              const std::vector<std::int64_t>& width) {
    std::vector<torch::Tensor> blocks;  // [B, D_r] for each rank, flat
    for (const auto& block : own.detach().split_with_sizes(width, 1)) blocks.push_back(block.reshape({-1}));
    const auto own_width = width[static_cast<std::size_t>(world.rank())];
    const auto count = std::accumulate(rows.begin(), rows.end(), std::int64_t{0});
    auto columns = torch::empty({count * own_width}, own.options().requires_grad(false));
    all_to_all(world, columns, times(rows, own_width), torch::cat(blocks), times(width, own.size(0)));
    return columns.view({count, own_width});
}

torch::Tensor columns_to_rows(World& world, const torch::Tensor& columns,
                              const std::vector<std::int64_t>& rows, std::int64_t features) {
    const auto width = even_widths(features, world.size());
    const auto own_rows = rows[static_cast<std::size_t>(world.rank())];
    auto own = torch::empty({own_rows * features}, columns.options().requires_grad(false));
    const auto receive_splits = times(width, own_rows);
    all_to_all(world, own, receive_splits, columns.detach().contiguous().view({-1}),
               times(rows, columns.size(1)));
    std::vector<torch::Tensor> blocks;
    const auto flat = own.split_with_sizes(receive_splits);
    for (std::size_t r = 0; r < flat.size(); ++r) blocks.push_back(flat[r].view({own_rows, width[r]}));
    return torch::cat(blocks, 1);
}

}  // namespace gren
