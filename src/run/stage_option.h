// --stage and --keep-stage, the same for every command that reads a data set on many hosts.
#pragma once

#include <string>
#include <vector>

#include "src/run/option_table.h"

namespace gren {

struct StageOptions {
    std::string folder;  // a disk of each host's own; empty: the data set is read where it lies
    bool keep = false;   // for the next start
};

OptionRow stage_row();
OptionRow keep_stage_row();

// Throws UsageError of `command`, "gren train": --keep-stage alone.
StageOptions stage_options(const po::variables_map& values, const char* command);

}  // namespace gren
