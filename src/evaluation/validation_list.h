// Which images thresholds are chosen on, and whether those chosen may be used: never on images
// that are tested.
#pragma once

#include <optional>
#include <string>

#include "src/evaluation/tested_list.h"
#include "src/evaluation/thresholds.h"

namespace gren {

// The validation list of `split_file`; where it is empty, of the split that the run trained on. Its digest is
// list_digest(). Throws DataError: no split, no validation list in it; where the run trained on this data set
// (`own_dataset`), an image that trained the run or that its own split tests.
TestedList validation_list(const Dataset& dataset, const RunFolder& run,
                           const std::filesystem::path& split_file, bool own_dataset);

struct RunThresholds {
    std::optional<Thresholds> thresholds;
    std::string without;  // why there are none
};

// Those of the run's folder. Nothing where there are none, they were chosen for other weights or classes, or
// on an image that is tested. `model_digest`: SHA-256 of model.safetensors. Throws DataError: damaged.
RunThresholds thresholds_for(const RunFolder& run, const std::string& model_digest, const Dataset& dataset,
                             const TestedList& tested);

}  // namespace gren
