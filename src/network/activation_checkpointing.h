// Activation recomputation: of a part of the network only the input is kept; the backward pass computes the
// part again before it goes through it. One more forward pass of the part for the memory of its insides.
#pragma once

#include <torch/types.h>

#include <functional>
#include <vector>

namespace gren {

// `part`(x), with the gradients that it would have had: exactly, also under autocast and with batch norms of
// any mode, whose statistics are taken once and met once (norm_tape.h). In the backward pass all ranks replay
// their parts in the same order, with the collectives that the part's own backward pass would have had.
// `parameters`: those of the part that may want a gradient. REQUIRES: `part` returns a new tensor, draws no
// random numbers and outlives the backward pass.
torch::Tensor recomputed(std::function<torch::Tensor(const torch::Tensor&)> part,
                         const std::vector<torch::Tensor>& parameters, const torch::Tensor& x);

// The same for a part of several inputs, one at least; all get a gradient.
torch::Tensor recomputed(std::function<torch::Tensor(const std::vector<torch::Tensor>&)> part,
                         const std::vector<torch::Tensor>& parameters,
                         const std::vector<torch::Tensor>& inputs);

}  // namespace gren
