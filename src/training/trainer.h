// One training step, in the order of Eq. 1-8, on any number of ranks.
//
// Scale, stated once. Rank r computes q_r, its share of Q: its own images' terms and, of every pair of
// images, half for each end it owns; Σ_r q_r = Q whatever the number of ranks. It runs backward on W·q_r.
// What features of other ranks receive returns to their owner as a *sum* (global_graph.h), and the
// reducer takes the *mean* over the W ranks (gradient_reducer.h), so every rank ends with exactly ∂Q/∂θ.
#pragma once

#include <torch/types.h>

#include <memory>
#include <optional>
#include <vector>

#include "distributed/gradient_reducer.h"
#include "distributed/world.h"
#include "src/method/batch.h"
#include "src/method/localizer.h"
#include "src/method/objective.h"
#include "src/training/accumulation.h"
#include "src/training/global_batch.h"
#include "src/training/running_buffers.h"
#include "src/training/sgd.h"
#include "src/training/step_outcome.h"

namespace gren {

struct TrainerOptions {
    ForwardOptions forward{};
    std::shared_ptr<const GlobalGraph> graph = make_global_graph(GraphPath::all_gather);
    std::int64_t images_per_part =
        0;  // accumulation.h: at most so many go through the network at a time; 0: all
    SgdOptions sgd{};
    double clip_norm = 0;  // L2, of the gradient of all parameters together; 0: as it is
};

class Trainer {
  public:
    // All ranks together. Rank 0's parameters become everybody's. `world` and `model` must outlive the
    // trainer. REQUIRES batch norm frozen where images_per_part > 0, and no why_not_captured() where
    // forward.capture, on a GPU.
    Trainer(World& world, Localizer& model, const TrainerOptions& options);
    // Collective. `batch`: this rank's share, possibly of no image. `step` seeds the shuffle control. What is
    // not finite is never applied; what is longer than clip_norm is applied as
    // torch.nn.utils.clip_grad_norm_ leaves it. On a GPU the host does not wait for it.
    StepOutcome submit(const Batch& batch, std::int64_t step, double learning_rate);
    StepReport step(const Batch& batch, std::int64_t step, double learning_rate) {
        return submit(batch, step, learning_rate).read();
    }
    const TrainerOptions& options() const { return options_; }
    Sgd& optimizer() { return optimizer_; }
    Timeline& timeline() { return timeline_; }  // of the steps; off until it is started

  private:
    void prepare();
    GlobalBatch gather_hashes(const Batch& batch);
    Objective gradients_in_one_pass(const StepContext& step);
    Objective pairs_beside(const StepContext& step, const ForwardPass& forward, std::vector<PairTerm>& pairs);
    void backward(const torch::Tensor& scaled, const std::vector<PairTerm>& pairs);
    StepOutcome measure(const Objective& q);
    void apply(const StepOutcome& outcome, double learning_rate);

    World& world_;
    Localizer& model_;
    TrainerOptions options_;
    Timeline timeline_;
    GradientReducer reducer_;
    Sgd optimizer_;
    std::optional<CapturedBackbone> captured_;
    RunningBuffers statistics_;  // of batch norm
};

}  // namespace gren
