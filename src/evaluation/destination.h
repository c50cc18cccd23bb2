// Where an evaluation is written: into the run's folder, but never over the figures of something else.
#pragma once

#include <filesystem>
#include <string>

#include "src/run/run_folder.h"

namespace gren {

// What an evaluation is of.
struct Evaluated {
    RunFolder run;
    std::string trained_on;  // digest of the data set that the run was trained on
    std::string dataset;     // digest of the one that is tested
    std::string test_list;   // digest
};

// `out`, or the run's own folder where it is empty. Throws UsageError unless `force`: the run's own folder
// for another data set than it was trained on; another run's folder; a folder that holds the evaluation of
// another data set or list.
RunFolder evaluation_destination(const Evaluated& evaluated, const std::filesystem::path& out, bool force);

}  // namespace gren
