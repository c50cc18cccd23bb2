#include "distributed/differentiable_gather.h"

#include <torch/autograd.h>

#include <algorithm>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>

#include "distributed/collectives.h"
#include "distributed/saved_world.h"

namespace gren {
namespace {

// Summed, c10d's default. all [N, ...] -> own [B_r, ...]
void reduce_scatter_rows(World& world, torch::Tensor all, torch::Tensor& own,
                         const std::vector<std::int64_t>& rows) {
    if (std::ranges::all_of(rows, [&](auto count) { return count == rows.front(); })) {
        world.group()->_reduce_scatter_base(own, all)->wait();
        return;
    }
    std::vector<torch::Tensor> outputs = {own};
    std::vector<std::vector<torch::Tensor>> inputs = {all.split_with_sizes(rows)};
    world.group()->reduce_scatter(outputs, inputs)->wait();
}

struct GatherRows : torch::autograd::Function<GatherRows> {
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& own,
                                 World* world, const std::vector<std::int64_t>& rows) {
        context->saved_data["world"] = saved_world(world);
        context->saved_data["rows"] = rows;
        return gather_rows(*world, own, rows);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list gradients) {
        auto& world = *world_of(context->saved_data["world"]);
        const auto rows = context->saved_data["rows"].toIntVector();
        const auto all = gradients[0].contiguous();  // [N, ...]
        auto shape = all.sizes().vec();
        shape[0] = rows[static_cast<std::size_t>(world.rank())];
        auto own = torch::empty(shape, all.options());  // [B_r, ...]
        reduce_scatter_rows(world, all, own, rows);
        return {own, torch::Tensor(), torch::Tensor()};
    }
};

}  // namespace

torch::Tensor differentiable_gather_rows(World& world, const torch::Tensor& own,
                                         const std::vector<std::int64_t>& rows) {
    return GatherRows::apply(own, &world, rows);
}

}  // namespace gren
