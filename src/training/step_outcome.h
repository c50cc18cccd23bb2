// What a step came to, on its device: it is decided there whether it counts, and read by the host later.
#pragma once

#include <torch/nn/module.h>

#include <string>
#include <utility>
#include <vector>

#include "distributed/side_stream.h"
#include "src/method/objective.h"

namespace gren {

// Of the global batch, the same on all ranks.
struct StepReport {
    double loss = 0;                                    // Q
    std::vector<std::pair<std::string, double>> terms;  // unweighted
    double gradient_norm = 0;                           // L2, of Q by all parameters, before clipping
    // False: Q or a gradient is not finite; parameters and statistics are as before.
    bool applied = true;
    // If so, what of it is this rank's: its terms, or the gradients of all.
    std::vector<std::string> non_finite{};
};

// Of `module`'s parameters, in their order.
std::vector<torch::Tensor> gradients_of(const torch::nn::Module& module);

class StepOutcome {
  public:
    // Collective, after the backward pass: Q and its terms are summed over the ranks, and the reduced
    // gradients of `module`, which must outlive the outcome, measured. On a GPU the host waits for nothing.
    StepOutcome(World& world, const torch::nn::Module& module, const Objective& q);

    const torch::Tensor& gradient_norm() const { return norm_; }  // [] float64
    const torch::Tensor& not_finite() const { return bad_; }      // [1] bool: the step must not be applied

    // Waits for what the device was given before the outcome was made, and for no more.
    StepReport read() const;

  private:
    std::vector<std::string> not_finite_parts(const StepReport& report) const;

    std::vector<NamedValue> terms_;
    const torch::nn::Module* module_;
    torch::Tensor norms_, norm_, bad_;  // of each parameter's gradient, of all
    torch::Tensor host_;                // [Q, terms, norm] float64
    StreamMark written_;                // when host_ is; null on the CPU
};

}  // namespace gren
