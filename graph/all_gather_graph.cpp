#include "graph/all_gather_graph.h"

#include "distributed/collectives.h"
#include "distributed/differentiable_gather.h"
#include "graph/gram.h"
#include "graph/regularizer.h"
#include "graph/wire.h"

namespace gren {

torch::Tensor AllGatherGraph::share(World& world, const GlobalNodes& nodes, const torch::Tensor& own,
                                    const torch::Tensor& weight) const {
    const auto travelling = on_wire(own, wire_);
    const auto all =
        differentiable_gather_rows(world, travelling, nodes.rows).to(own.scalar_type());  // [N, D]
    // Its own rows rounded as the others', so that equal images stay equal.
    return pair_regularizer(travelling.to(own.scalar_type()), all, nodes.own_part(weight));
}

torch::Tensor AllGatherGraph::products(World& world, const GlobalNodes& nodes,
                                       const torch::Tensor& own) const {
    const torch::NoGradGuard no_gradient;
    return partial_gram(gather_rows(world, on_wire(own, wire_), nodes.rows).to(own.scalar_type()));
}

}  // namespace gren
