// Which images of a data set an evaluation tests, and what they have to do with those that trained the run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dataio/shards/dataset.h"
#include "src/run/run_folder.h"
#include "src/run/training_list.h"

namespace gren {

struct TestedList {
    std::vector<std::int64_t> samples;  // ascending
    std::string digest;                 // of the split; "all" without one
};

// The test list of `split_file`; where it is empty, of the split that the run trained on; where it had none,
// all images. Throws DataError.
TestedList tested_list(const Dataset& dataset, const RunFolder& run, const std::filesystem::path& split_file);

// What the run trained on: the lists of its split, or everything. REQUIRES: this data set. Throws DataError.
TrainingList trained_list(const Dataset& dataset, const RunFolder& run);

// Patients with images among those tested and among those that trained the run; those unknown are not
// counted. REQUIRES: the run trained on this data set. Throws DataError.
std::int64_t patients_seen_in_training(const Dataset& dataset, const RunFolder& run,
                                       const TestedList& tested);

}  // namespace gren
