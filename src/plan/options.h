// The options of `gren ablate`, parsed and checked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "src/plan/run.h"
#include "src/run/arguments.h"

namespace gren::plan {

struct AblateOptions {
    std::filesystem::path plan, runs;  // runs: empty when not given, which --list allows
    std::vector<std::string> data;     // likewise
    std::string launcher;
    PlanDefaults defaults;
    bool list = false, json = false, collect = false;
    std::int64_t only = 0;  // from 1; 0: all
};

// Nothing when --help was printed. Throws UsageError.
std::optional<AblateOptions> parse_ablate_options(const Arguments& arguments);

}  // namespace gren::plan
