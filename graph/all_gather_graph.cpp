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

    torch::Tensor share(World& world, const GlobalNodes& nodes, const torch::Tensor& own,
                        const torch::Tensor& weight) const override {
        const auto traveling = in_communication_dtype(own, dtype_);
        const auto all =
            differentiable_gather_rows(world, traveling, nodes.rows).to(own.scalar_type());  // [N, D]
        // Its own rows rounded as the others', so that equal images stay equal.
        return pair_regularizer(traveling.to(own.scalar_type()), all, nodes.own_part(weight));
    }

    torch::Tensor products(World& world, const GlobalNodes& nodes, const torch::Tensor& own) const override {
        const torch::NoGradGuard no_gradient;
        return partial_gram(
            gather_rows(world, in_communication_dtype(own, dtype_), nodes.rows).to(own.scalar_type()));
    }

    torch::Tensor distances(World& world, const GlobalNodes& nodes, const torch::Tensor& own) const override {
        const torch::NoGradGuard no_gradient;
        const auto traveling = in_communication_dtype(own, dtype_);
        const auto all = gather_rows(world, traveling, nodes.rows).to(own.scalar_type());
        return gather_rows(world, pair_distances(traveling.to(own.scalar_type()), all), nodes.rows);
    }

  private:
    CommunicationDtype dtype_;
};

}  // namespace

std::shared_ptr<const GlobalGraph> make_all_gather_graph(CommunicationDtype dtype) {
    return std::make_shared<AllGatherGraph>(dtype);
}

}  // namespace gren
