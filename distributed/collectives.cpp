#include "distributed/collectives.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>

namespace gren {
namespace {

void all_reduce(World& world, const torch::Tensor& tensor, c10d::ReduceOp::RedOpType reduction) {
    std::vector<torch::Tensor> tensors = {tensor.detach()};
    c10d::AllreduceOptions options;
    options.reduceOp = reduction;
    world.group()->allreduce(tensors, options)->wait();
}

}  // namespace

void all_reduce_sum(World& world, torch::Tensor& tensor) {
    all_reduce(world, tensor, c10d::ReduceOp::SUM);
}
void all_reduce_max(World& world, torch::Tensor& tensor) {
    all_reduce(world, tensor, c10d::ReduceOp::MAX);
}

void broadcast(World& world, torch::Tensor& tensor, int root) {
    std::vector<torch::Tensor> tensors = {tensor.detach()};
    c10d::BroadcastOptions options;
    options.rootRank = root;
    world.group()->broadcast(tensors, options)->wait();
}

torch::Tensor gather_rows(World& world, const torch::Tensor& own, const std::vector<std::int64_t>& rows) {
    const auto rank = static_cast<std::size_t>(world.rank());
    if (rows.size() != static_cast<std::size_t>(world.size()) || own.dim() == 0 || rows[rank] != own.size(0))
        throw std::runtime_error(
            fmt::format("gather_rows: rank {} of {} has a tensor of shape [{}] and row counts [{}]: "
                        "one count per rank is expected, this rank's equal to its rows",
                        world.rank(), world.size(), fmt::join(own.sizes(), ", "), fmt::join(rows, ", ")));
    auto shape = own.sizes().vec();
    shape[0] = std::accumulate(rows.begin(), rows.end(), std::int64_t{0});
    auto all = torch::empty(
        shape, own.options().requires_grad(false).memory_format(torch::MemoryFormat::Contiguous));
    auto part = own.detach().contiguous();
    if (std::ranges::all_of(rows, [&](auto count) { return count == rows.front(); })) {
        world.group()->_allgather_base(all, part)->wait();  // NCCL makes a call a rank of a list
        return all;
    }
    std::vector<std::vector<torch::Tensor>> outputs = {all.split_with_sizes(rows)};
    std::vector<torch::Tensor> inputs = {part};
    world.group()->allgather(outputs, inputs)->wait();
    return all;
}

torch::Tensor reduce_scatter_rows(World& world, const torch::Tensor& all,
                                  const std::vector<std::int64_t>& rows) {
    auto shape = all.sizes().vec();
    shape[0] = rows[static_cast<std::size_t>(world.rank())];
    auto own = torch::empty(shape, all.options());
    auto whole = all;
    if (std::ranges::all_of(rows, [&](auto count) { return count == rows.front(); })) {
        world.group()->_reduce_scatter_base(own, whole)->wait();  // summed, c10d's default
        return own;
    }
    std::vector<torch::Tensor> outputs = {own};
    std::vector<std::vector<torch::Tensor>> inputs = {whole.split_with_sizes(rows)};
    world.group()->reduce_scatter(outputs, inputs)->wait();
    return own;
}

std::vector<std::string> gather_text(World& world, const std::string& own) {
    const auto length = static_cast<std::int64_t>(own.size());
    const auto lengths =
        gather_rows(world, torch::tensor({length}), std::vector<std::int64_t>(world.size(), 1));
    const std::vector<std::int64_t> counts(lengths.data_ptr<std::int64_t>(),
                                           lengths.data_ptr<std::int64_t>() + lengths.numel());
    const auto bytes = torch::from_blob(const_cast<char*>(own.data()), {length}, torch::kInt8);
    const auto all = gather_rows(world, bytes, counts);
    std::vector<std::string> texts;
    const auto* next = reinterpret_cast<const char*>(all.data_ptr());
    for (const auto count : counts) {
        texts.emplace_back(next, static_cast<std::size_t>(count));
        next += count;
    }
    return texts;
}

void barrier(World& world) {
    c10d::BarrierOptions options;
    options.device = torch::kCPU;  // over MPI: that all hosts are here, not their GPUs
    world.group()->barrier(options)->wait();
}

}  // namespace gren
