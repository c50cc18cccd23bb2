// One training step, in the order of Eq. 1-8, on any number of ranks.
//
// Scale, stated once. Rank r computes q_r, its share of Q: its own images' terms and, of every pair of
// images, half for each end it owns; Σ_r q_r = Q whatever the number of ranks. It runs backward on W·q_r.
// What features of other ranks receive returns to their owner as a *sum* (differentiable_gather.h), and the
// reducer takes the *mean* over the W ranks (gradient_reducer.h), so every rank ends with exactly ∂Q/∂θ.
#pragma once

#include <torch/torch.h>

#include <string>
#include <utility>
#include <vector>

#include "distributed/gradient_reducer.h"
#include "distributed/world.h"
#include "src/batch.h"
#include "src/localizer.h"
#include "src/objective.h"
#include "src/sgd.h"

namespace gren {

struct TrainerOptions {
    std::int64_t grid = 16;  // P
    bool bfloat16 = false;   // autocast of the trunk and head
    SgdOptions sgd;
};

// Of the global batch, the same on all ranks.
struct StepReport {
    double loss = 0;                                    // Q
    std::vector<std::pair<std::string, double>> terms;  // unweighted
};

class Trainer {
  public:
    // All ranks together. Rank 0's parameters become everybody's. `world` and `model` must outlive the
    // trainer.
    Trainer(World& world, Localizer& model, const TrainerOptions& options);
    // Collective. `batch`: this rank's share, possibly of no image. `step` seeds the shuffle control.
    StepReport step(const Batch& batch, std::int64_t step, double learning_rate);
    Sgd& optimizer() { return optimizer_; }

  private:
    TermInput forward(const Batch& batch, const GlobalNodes& nodes, std::int64_t step);
    torch::Tensor lungs_of(const Batch& batch, const torch::Tensor& features);
    StepReport report(const Objective& q);

    World& world_;
    Localizer& model_;
    TrainerOptions options_;
    GradientReducer reducer_;
    Sgd optimizer_;
};

}  // namespace gren
