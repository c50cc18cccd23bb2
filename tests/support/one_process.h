// The oracle of the contract of METHOD.md, "Over ranks": one process with plain tensor code
// (plain_objective.h) on the whole batch.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/support/equivalence_case.h"

namespace gren {

// Parameters, or their gradients, and buffers by their names.
using Snapshot = std::map<std::string, torch::Tensor>;
Snapshot snapshot_of(const Localizer& model, bool gradients);

inline constexpr const char* kGradientNorm = "norm of the gradient";

struct OneProcessRun {
    std::vector<std::map<std::string, double>>
        values;          // of each step: Q, its terms and the norm of its gradient
    Snapshot gradients;  // of the first step
    Snapshot after_first_step, after_last_step;
};

// Collective; rank 0 is the process, and all ranks get to see what it finds.
OneProcessRun run_of_one_process(World& world, const EquivalenceCase& test, const ToyImages& images);
// Of the images that the case has by itself; run once for cases in a row that differ only in what the one
// process does not know: how the ranks compute.
const OneProcessRun& run_of_one_process(World& world, EquivalenceCase test);

}  // namespace gren
