// Which radiographs a phantom archive holds: patients, follow-ups, and who has what where.
#pragma once

#include <vector>

#include "dataio/phantom/phantom.h"
#include "dataio/phantom/phantom_radiograph.h"

namespace gren::phantom {

// Sorted by patient and follow-up; every patient has at least one image. With balanced prevalence the eight
// boxed findings are the first one of equally many images (give or take one), and a second boxed finding
// keeps to the other lung, so that neither hides the other. Of the images of each main finding the same share
// is annotated. Patients take the builds in turn: patient p has number 1 + (p - 1) % builds. Throws
// DataError: options that no archive can have.
std::vector<PhantomCase> phantom_cohort(const PhantomOptions& options);

}  // namespace gren::phantom
