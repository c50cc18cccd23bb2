// What each diseased film of an archive is to show, before it is known whose film it is.
#pragma once

#include <optional>
#include <vector>

#include "dataio/phantom/phantom.h"
#include "dataio/phantom/phantom_radiograph.h"

namespace gren::phantom {

struct DiseasePlan {
    std::optional<Finding> main;  // the boxed finding for which it is counted; none: it has only others
    std::vector<PlannedFinding> findings;  // NIH's order; none: a healthy film
};

// `count` plans by `options`: prevalence, co-occurrence, unilateral, bilateral and diffuse ones. The order is
// that in which balanced plans take the eight boxed findings in turn.
std::vector<DiseasePlan> disease_plans(const PhantomOptions& options, std::size_t count,
                                       PhantomRandom& random);

// The two prevalences. Balanced: a main finding, a second boxed one in a quarter of the plans, a finding that
// is only a label in 35 % of them.
std::vector<DiseasePlan> balanced_plans(const PhantomOptions& options, std::size_t count,
                                        PhantomRandom& random);
// Each finding as often among the plans as among the diseased films of ChestX-ray14, in expectation.
// Main is the rarest boxed finding. Lesions take the lungs in turn; a third lies over the first.
std::vector<DiseasePlan> nih_plans(const PhantomOptions& options, std::size_t count, PhantomRandom random);

}  // namespace gren::phantom
