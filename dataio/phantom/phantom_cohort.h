// Which radiographs a phantom archive holds: patients, follow-ups, and who has what where.
#pragma once

#include <vector>

#include "dataio/phantom/phantom.h"
#include "dataio/phantom/phantom_radiograph.h"

namespace gren::phantom {

// Sorted by patient and follow-up; every patient has at least one image. The eight boxed findings are the
// first one of equally many images (give or take one), and of each the same share is annotated. A second
// boxed finding keeps to the other lung, so that neither hides the other. Patients take the builds in turn:
// patient p has number 1 + (p - 1) % builds. Throws DataError: options that no archive can have.
std::vector<PhantomCase> phantom_cohort(const PhantomOptions& options);

}  // namespace gren::phantom
