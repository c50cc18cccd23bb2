// --timeout: how long a rank waits for the others, the same for every command that runs under mpirun.
#pragma once

#include <chrono>

#include "src/run/option_table.h"

namespace gren {

OptionRow timeout_row();

// Throws UsageError of `command`, "gren train": not positive.
std::chrono::milliseconds timeout_of(const po::variables_map& values, const char* command);

}  // namespace gren
