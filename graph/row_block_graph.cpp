#include "graph/row_block_graph.h"

#include <torch/autograd.h>

#include "distributed/collectives.h"
#include "distributed/column_exchange.h"
#include "distributed/saved_world.h"
#include "graph/communication_dtype.h"
#include "graph/divided_near_pairs.h"
#include "graph/edge_gradients.h"
#include "graph/gram.h"
#include "graph/row_slabs.h"

namespace gren {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct SquareRows {
    torch::Tensor squares;  // [B, N] float64: squared distances of the own rows and all
    DividedNearPairs near;
    torch::Tensor near_entries;  // [2, Q]: where in `squares` near pairs stand
};

SquareRows square_rows(World& world, const GlobalNodes& nodes, const torch::Tensor& columns) {
    const auto gram = gram_rows(world, nodes.rows, columns);
    const auto norms = gather_rows(world, gram.diagonal(nodes.first).contiguous(), nodes.rows);  // [N]
    SquareRows found{.squares = square_distances(gram, norms, nodes.first), .near = {}, .near_entries = {}};
    found.near = divided_near_pairs(world, near_pairs(found.squares, norms, nodes.first));
    found.near_entries = set_exact_squares(world, found.near, nodes.own_rows(), columns, found.squares);
    return found;
}

// D_inter = ± Σ_{u<v} w_uv d(f_u, f_v) without its sign (METHOD.md, Eq. 7). Forward gives a rank's part of
// the sum, ½ Σ_{u own} Σ_v w_uv d_uv; backward its columns of (diag(C·1) - C) F, the sum's gradient, which
// then travel to the rows' owners. Rows of diag(C·1) - C travel in the type in which they are multiplied.
struct RowBlockShare : torch::autograd::Function<RowBlockShare> {
    static torch::Tensor forward(AutogradContext* context, const torch::Tensor& own,
                                 const torch::Tensor& weight, World* world, const GlobalNodes* nodes,
                                 at::ScalarType precision) {
        auto columns = rows_to_columns(*world, own, nodes->rows).to(precision);
        center(columns);
        const auto found = square_rows(*world, *nodes, columns);
        auto [row_terms, c] = edge_gradients(found.squares, weight.to(columns.device()));
        const auto& near = found.near.own;
        const auto near_c = at_pairs(c, {near.u - nodes->first, near.v});
        c.index_put_({found.near_entries[0], found.near_entries[1]}, 0.0);
        context->save_for_backward(
            {columns, laplacian(c, nodes->first).to(precision), near.u, near.v, near_c});
        context->saved_data["world"] = saved_world(world);
        context->saved_data["rows"] = nodes->rows;
        context->saved_data["near"] = found.near.counts;
        context->saved_data["features"] = own.size(1);
        context->saved_data["communication-dtype"] = static_cast<std::int64_t>(own.scalar_type());
        return (0.5 * row_terms.sum()).to(precision);
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto& columns = saved[0];
        auto& world = *world_of(context->saved_data["world"]);
        const auto rows = context->saved_data["rows"].toIntVector();
        auto gradient = divided_product(world, rows, saved[1], columns);
        add_divided_differences(world, {{saved[2], saved[3]}, context->saved_data["near"].toIntVector()},
                                saved[4], columns, gradient);
        gradient.mul_(gradients[0]);

        const auto travels_as =
            static_cast<at::ScalarType>(context->saved_data["communication-dtype"].toInt());
        const auto own =
            columns_to_rows(world, gradient.to(travels_as), rows, context->saved_data["features"].toInt());
        return {own, torch::Tensor(), torch::Tensor(), torch::Tensor(), torch::Tensor()};
    }
};

class RowBlockGraph : public GlobalGraph {
  public:
    explicit RowBlockGraph(CommunicationDtype dtype) : dtype_(dtype) {}

    RowRange held_rows(const GlobalNodes& nodes) const override { return nodes.own_rows(); }

    torch::Tensor share(World& world, const GlobalNodes& nodes, const torch::Tensor& own,
                        const torch::Tensor& weight) const override {
        return RowBlockShare::apply(in_communication_dtype(own, dtype_), weight, &world, &nodes,
                                    own.scalar_type());
    }

    torch::Tensor products(World& world, const GlobalNodes& nodes, const torch::Tensor& own) const override {
        const torch::NoGradGuard no_gradient;
        const auto columns = rows_to_columns(world, in_communication_dtype(own, dtype_), nodes.rows);
        return gram_rows(world, nodes.rows, columns.to(own.scalar_type()));
    }

    torch::Tensor distances(World& world, const GlobalNodes& nodes, const torch::Tensor& own) const override {
        const torch::NoGradGuard no_gradient;
        auto columns =
            rows_to_columns(world, in_communication_dtype(own, dtype_), nodes.rows).to(own.scalar_type());
        center(columns);
        return square_rows(world, nodes, columns).squares.sqrt_();
    }

  private:
    CommunicationDtype dtype_;
};

}  // namespace

std::shared_ptr<const GlobalGraph> make_row_block_graph(CommunicationDtype dtype) {
    return std::make_shared<RowBlockGraph>(dtype);
}

}  // namespace gren
