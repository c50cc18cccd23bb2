// The all-gather path: traffic and memory grow with N·D, distances are exact.
#pragma once

#include "graph/global_graph.h"

namespace gren {

class AllGatherGraph : public GlobalGraph {
  public:
    explicit AllGatherGraph(Wire wire) : wire_(wire) {}
    torch::Tensor share(World& world, const GlobalNodes& nodes, const torch::Tensor& own,
                        const torch::Tensor& weight) const override;
    torch::Tensor products(World& world, const GlobalNodes& nodes, const torch::Tensor& own) const override;

  private:
    Wire wire_;
};

}  // namespace gren
