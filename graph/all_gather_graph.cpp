#include "graph/all_gather_graph.h"

#include "distributed/collectives.h"
#include "distributed/differentiable_gather.h"
#include "graph/communication_dtype.h"
#include "graph/gram.h"
#include "graph/regularizer.h"

namespace gren {

namespace {

class AllGatherGraph : public GlobalGraph {
  public:
    explicit AllGatherGraph(CommunicationDtype dtype) : dtype_(dtype) {}

    RowRange held_rows(const GlobalNodes& nodes) const override { return nodes.own_rows(); }

    torch::Tensor share(World& world, const GlobalNodes& nodes, const torch::Tensor& own,
                        const torch::Tensor& weight) const override {
        const auto traveling = in_communication_dtype(own, dtype_);
        const auto all =
            differentiable_gather_rows(world, traveling, nodes.rows).to(own.scalar_type());  // [N, D]
        // Its own rows rounded as the others', so that equal images stay equal.
        return pair_regularizer(traveling.to(own.scalar_type()), all, weight);
    }

    torch::Tensor products(World& world, const GlobalNodes& nodes, const torch::Tensor& own) const override {
        const torch::NoGradGuard no_gradient;
        const auto traveling = in_communication_dtype(own, dtype_);
        const auto all = gather_rows(world, traveling, nodes.rows).to(own.scalar_type());
        return partial_gram(traveling.to(own.scalar_type()), all);
    }

    torch::Tensor distances(World& world, const GlobalNodes& nodes, const torch::Tensor& own) const override {
        const torch::NoGradGuard no_gradient;
        const auto traveling = in_communication_dtype(own, dtype_);
        const auto all = gather_rows(world, traveling, nodes.rows).to(own.scalar_type());
        return pair_distances(traveling.to(own.scalar_type()), all);
    }

  private:
    CommunicationDtype dtype_;
};

}  // namespace

std::shared_ptr<const GlobalGraph> make_all_gather_graph(CommunicationDtype dtype) {
    return std::make_shared<AllGatherGraph>(dtype);
}

}  // namespace gren
