#include "graph/sharded_graph.h"

#include <torch/autograd.h>

#include "distributed/collectives.h"
#include "distributed/column_exchange.h"
#include "distributed/saved_world.h"
#include "graph/communication_dtype.h"
#include "graph/edge_gradients.h"
#include "graph/gram.h"
#include "graph/near_pairs.h"

namespace gren {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Squared distances [N, N] float64 of all pairs, from every rank's columns [N, D_r].
torch::Tensor global_squares(World& world, const torch::Tensor& columns, NearPairs& near) {
    auto gram = partial_gram(columns);
    all_reduce_sum(world, gram);
    auto squares = square_distances(gram);
    near = near_pairs(squares, gram.diagonal(), 0);
    if (near.size() > 0) {  // on all ranks, since all hold the same sum
        auto exact = partial_square_distances(near, columns);
        all_reduce_sum(world, exact);
        set_pairs(squares, near, exact);
    }
    return squares;
}

// D_inter = ± Σ_{u<v} w_uv d(f_u, f_v) without its sign (METHOD.md, Eq. 7). Forward gives a rank's part of
// the sum, ½ Σ_{u own} Σ_v w_uv d_uv; backward its columns of (diag(C·1) - C) F, the sum's gradient, which
// then travel to the rows' owners.
struct ShardedShare : torch::autograd::Function<ShardedShare> {
    static torch::Tensor forward(AutogradContext* context, const torch::Tensor& own,
                                 const torch::Tensor& weight, World* world, const GlobalNodes* nodes,
                                 at::ScalarType precision) {
        auto columns = rows_to_columns(*world, own, nodes->rows).to(precision);
        center(columns);
        NearPairs near;
        const auto squares = global_squares(*world, columns, near);
        const auto edges = edge_gradients(squares, weight.to(squares.device()));
        context->save_for_backward({columns, edges.coefficients, near.u, near.v});
        context->saved_data["world"] = saved_world(world);
        context->saved_data["rows"] = nodes->rows;
        context->saved_data["features"] = own.size(1);
        context->saved_data["communication-dtype"] = static_cast<std::int64_t>(own.scalar_type());
        return (0.5 * nodes->own_part(edges.row_terms).sum()).to(precision);
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto& columns = saved[0];
        const NearPairs near{saved[2], saved[3]};
        auto c = gradients[0] * saved[1];
        const auto near_c = at_pairs(c, near);
        set_pairs(c, near, torch::zeros_like(near_c));
        auto gradient = laplacian_product(c, columns);
        add_differences(near, near_c, columns, gradient);

        auto& world = *world_of(context->saved_data["world"]);
        const auto travels_as =
            static_cast<at::ScalarType>(context->saved_data["communication-dtype"].toInt());
        const auto own =
            columns_to_rows(world, gradient.to(travels_as), context->saved_data["rows"].toIntVector(),
                            context->saved_data["features"].toInt());
        return {own, torch::Tensor(), torch::Tensor(), torch::Tensor(), torch::Tensor()};
    }
};

class ShardedGraph : public GlobalGraph {
  public:
    explicit ShardedGraph(CommunicationDtype dtype) : dtype_(dtype) {}

    RowRange held_rows(const GlobalNodes& nodes) const override { return nodes.all_rows(); }

    torch::Tensor share(World& world, const GlobalNodes& nodes, const torch::Tensor& own,
                        const torch::Tensor& weight) const override {
        return ShardedShare::apply(in_communication_dtype(own, dtype_), weight, &world, &nodes,
                                   own.scalar_type());
    }

    torch::Tensor products(World& world, const GlobalNodes& nodes, const torch::Tensor& own) const override {
        const torch::NoGradGuard no_gradient;
        const auto columns = rows_to_columns(world, in_communication_dtype(own, dtype_), nodes.rows);
        auto gram = partial_gram(columns.to(own.scalar_type()));
        all_reduce_sum(world, gram);
        return gram.triu() + gram.triu(1).t();  // products of matrices are symmetric up to rounding only
    }

    torch::Tensor distances(World& world, const GlobalNodes& nodes, const torch::Tensor& own) const override {
        const torch::NoGradGuard no_gradient;
        auto columns =
            rows_to_columns(world, in_communication_dtype(own, dtype_), nodes.rows).to(own.scalar_type());
        center(columns);
        NearPairs near;
        return global_squares(world, columns, near).sqrt_();
    }

  private:
    CommunicationDtype dtype_;
};

}  // namespace

std::shared_ptr<const GlobalGraph> make_sharded_graph(CommunicationDtype dtype) {
    return std::make_shared<ShardedGraph>(dtype);
}

}  // namespace gren
