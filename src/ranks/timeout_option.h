// --timeout: how long a rank waits for the others, the same for every command that runs under mpirun.
#pragma once

#include "distributed/world.h"
#include "src/run/option_table.h"

namespace gren {

OptionRow timeout_row();

// Throws UsageError of `command`, "gren train": not positive.
double timeout_seconds(const po::variables_map& values, const char* command);
void set_timeout(World& world, double seconds);

}  // namespace gren
