// Which samples of a data set train, and which of them with their boxes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dataio/shards/dataset.h"

namespace gren {

// Every index of the data set, ascending.
std::vector<std::int64_t> all_samples(const Dataset& dataset);

// Indices of samples named, ascending. Throws DataError: no such sample.
std::vector<std::int64_t> samples_named(const Dataset& dataset, const std::vector<std::string>& names);

// Hashes of the regions of those samples whose lungs can carry edges.
std::vector<std::vector<std::uint64_t>> region_hashes(const Dataset& dataset,
                                                      const std::vector<std::int64_t>& samples);

struct TrainingList {
    std::vector<std::int64_t> index;  // ascending
    std::vector<bool> takes_boxes;    // [samples of the data set]
    std::string digest;               // of the split; "all" without one
};

// `split_file` empty: every image trains, every box takes part. Throws DataError.
TrainingList training_list(const Dataset& dataset, const std::string& split_file);

}  // namespace gren
