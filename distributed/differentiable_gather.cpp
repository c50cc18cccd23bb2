#include "distributed/differentiable_gather.h"

#include <torch/autograd.h>

#include "distributed/collectives.h"
#include "distributed/saved_world.h"

namespace gren {
namespace {

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
        return {reduce_scatter_rows(world, gradients[0].contiguous(), rows), torch::Tensor(),
                torch::Tensor()};
    }
};

}  // namespace

torch::Tensor differentiable_gather_rows(World& world, const torch::Tensor& own,
                                         const std::vector<std::int64_t>& rows) {
    return GatherRows::apply(own, &world, rows);
}

}  // namespace gren
