// Q (Eq. 8, 11): the terms of a method put together, each with the one scale that trainer.h states.
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "distributed/world.h"
#include "graph/global_graph.h"
#include "src/method/method.h"

namespace gren {

struct NamedValue {
    std::string name;
    torch::Tensor share;  // scalar: this rank's part; the sum over ranks is the term
};

struct Objective {
    torch::Tensor share;            // scalar: this rank's part of Q
    std::vector<NamedValue> terms;  // unweighted (λ = 1) parts, detached

    void add(const std::string& name, double lambda, const torch::Tensor& term_share);
    Objective& operator+=(const Objective& other);  // terms of one name are added, others appended
};

// This rank's part of a term, unweighted: a scalar; the sum over ranks is the term. Of a
// pair term collective.
torch::Tensor share_of(const LocalTerm& term);
torch::Tensor share_of(World& world, const GlobalGraph& graph, const GlobalNodes& nodes,
                       const PairTerm& term);

// Collective. Weights of the pairs of the global batch, as inter_weights() gives them: the rows that the path
// holds of [M, M] float64, with M = N·nodes_per_image and 0 between parts of one image.
torch::Tensor held_weights(World& world, const GlobalGraph& graph, const GlobalNodes& nodes,
                           const PairTerm& term);

// The global batch's parts of images as nodes, where a term has several an image: [N·parts] of one hash each.
GlobalNodes nodes_of(const PairTerm& term, const GlobalNodes& images);

// Eq. 1-5: the terms of this rank's own images.
Objective local_objective(const Method& method, const TermInput& input);

// What the pair terms want of this rank's images; pair_objective() takes it to the other ranks'.
std::vector<PairTerm> pair_terms(const Method& method, const TermInput& input);

// Eq. 6-7. Collective: all ranks call together, in the same step with the same terms. Of no terms: no share.
Objective pair_objective(World& world, const GlobalGraph& graph, const GlobalNodes& nodes,
                         const std::vector<PairTerm>& terms);

}  // namespace gren
