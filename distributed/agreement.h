// All ranks agree, or all stop with one sentence that names who differs.
#pragma once

#include <cstdint>
#include <string>

#include "distributed/world.h"

namespace gren {

// Collective. Throws std::runtime_error on every rank when the texts differ, naming `what`, the ranks that
// differ from rank 0 and, per differing line, both readings. Lines of `own` are compared one by one.
void require_agreement(World& world, const std::string& what, const std::string& own);

// Collective: true on all ranks when it is true on any.
bool any_rank(World& world, bool own);

// Collective: the least of all ranks' numbers.
std::int64_t least_of_ranks(World& world, std::int64_t own);

}  // namespace gren
