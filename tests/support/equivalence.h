// The contract of METHOD.md, "Over ranks", as a number: how far a trainer on this world is
// from one process with plain tensor code (one_process.h) on the whole batch.
#pragma once

#include <string>
#include <vector>

#include "tests/support/equivalence_case.h"

namespace gren {

// Relative deviations, the largest over steps, parameters and buffers; `where` names the largest.
struct Deviation {
    double value = 0;  // Q and its terms
    double gradient = 0, after_first_step = 0, after_last_step = 0;
    std::string where;

    double worst() const;
};

// Collective; the same on all ranks.
Deviation deviation(World& world, const EquivalenceCase& test, const Mutation& mutation = {});
// Of these images, so many on each rank, instead of those that the case has by itself.
Deviation deviation(World& world, const EquivalenceCase& test, const ToyImages& images,
                    const std::vector<std::int64_t>& rows);

}  // namespace gren
