// D_inter over the global batch (METHOD.md, Eq. 7):
//     D_inter = ± Σ_{u<v} w_uv d(f_u, f_v),    + to attract, - to repel,
// u and v the images of all ranks, whose features and gradients meet here by one of the paths of
// COLLECTIVES.md. All give the same value and the same gradients. The sign is edge_weights.h's.
#pragma once

#include <torch/types.h>

#include <array>
#include <memory>
#include <string>

#include "distributed/world.h"
#include "graph/global_nodes.h"

namespace gren {

enum class GraphPath {
    all_gather,    // every rank gets all features; distances by differences
    sharded_gram,  // every rank gets all rows of its share of the columns; distances from a Gram matrix
    row_blocks,    // the same, but of the N×N matrices every rank holds the rows of its own images alone
};
inline constexpr std::array kGraphPaths = {GraphPath::all_gather, GraphPath::sharded_gram,
                                           GraphPath::row_blocks};
std::string to_string(GraphPath path);

enum class CommunicationDtype { full, bfloat16 };  // how features and their gradients travel
CommunicationDtype communication_dtype_from(
    const std::string& name);  // "fp32" (as they are), "bf16"; throws std::invalid_argument

class GlobalGraph {
  public:
    virtual ~GlobalGraph() = default;

    // The rows of N×N matrices that this rank holds: those of its own images, or all. H of them.
    virtual RowRange held_rows(const GlobalNodes& nodes) const = 0;

    // Collective, backward too. This rank's share of Σ_{u<v} w_uv d(f_u, f_v): half of every pair for each
    // end it owns; the sum over ranks is the term but for its sign. own [B, D] float32 or float64; weight w
    // [H, N] float64: the held rows of one matrix, symmetric, 0 on the diagonal and where there is no edge
    // -> scalar. When every rank runs backward on its share, with the same gradient, each row's owner gets
    // the gradient of the *sum* of the shares; between equal features it is 0.
    virtual torch::Tensor share(World& world, const GlobalNodes& nodes, const torch::Tensor& own,
                                const torch::Tensor& weight) const = 0;

    // Collective. Inner products of the held rows and all: own [B, X] -> [H, N] float64. No gradient.
    virtual torch::Tensor products(World& world, const GlobalNodes& nodes,
                                   const torch::Tensor& own) const = 0;

    // Collective. Distances between the held rows and all: own [B, D] -> [H, N] float64. No gradient.
    virtual torch::Tensor distances(World& world, const GlobalNodes& nodes,
                                    const torch::Tensor& own) const = 0;
};

std::shared_ptr<const GlobalGraph> make_global_graph(GraphPath path,
                                                     CommunicationDtype dtype = CommunicationDtype::full);

}  // namespace gren
