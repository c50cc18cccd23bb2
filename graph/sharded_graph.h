// The feature-sharded path: an all-to-all gives every rank all rows of its columns, partial Gram matrices are
// summed, and gradients return by the reverse all-to-all. Traffic per rank does not grow with the ranks.
#pragma once

#include "graph/global_graph.h"

namespace gren {

class ShardedGraph : public GlobalGraph {
  public:
    explicit ShardedGraph(Wire wire) : wire_(wire) {}
    torch::Tensor share(World& world, const GlobalNodes& nodes, const torch::Tensor& own,
                        const torch::Tensor& weight) const override;
    torch::Tensor products(World& world, const GlobalNodes& nodes, const torch::Tensor& own) const override;

  private:
    Wire wire_;
};

}  // namespace gren
