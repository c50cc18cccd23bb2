// What happens when a loss or a gradient is no number: found before it is applied, said by rank and image.
#pragma once

#include <string>

#include "dataio/shards/dataset.h"
#include "distributed/world.h"
#include "src/training/trainer.h"

namespace gren {

enum class NonFinitePolicy { stop, skip };
NonFinitePolicy non_finite_policy_from(const std::string& name);  // throws std::invalid_argument naming both

class NonFiniteGuard {
  public:
    // `limit`: steps that may be skipped in a run of the program.
    NonFiniteGuard(NonFinitePolicy policy, std::int64_t limit) : policy_(policy), limit_(limit) {}

    // Collective, after every step. Throws std::runtime_error on all ranks where the step was not applied and
    // the policy is stop, or more than `limit` were skipped: the sentence names step, terms or gradients, the
    // ranks, and their images. Otherwise rank 0 says what was skipped.
    void check(World& world, const Dataset& dataset, const Batch& batch, const StepReport& report,
               std::int64_t step);

  private:
    NonFinitePolicy policy_;
    std::int64_t limit_, skipped_ = 0;
};

}  // namespace gren
