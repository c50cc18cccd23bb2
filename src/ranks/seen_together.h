// Files that rank 0 sees, seen by all before any of them reads one.
#pragma once

#include <filesystem>
#include <vector>

#include "distributed/world.h"

namespace gren {

// Collective. As wait_until_seen() (seen_files.h). What rank 0 does not see either is for its reader to
// refuse, who knows whether it must be there.
void see_together(World& world, const std::vector<std::filesystem::path>& paths);

}  // namespace gren
