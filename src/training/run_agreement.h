// Whether a run may go on with these options and data: what a checkpoint says that it was written with.
#pragma once

#include <string>
#include <vector>

namespace gren {

// Of two texts of lines "name = value": "name = SAVED, here OWN" for each name that differs, in the order of
// names. More epochs than were meant at first are no difference: the steps made are the same.
std::vector<std::string> differences_from(const std::string& saved, const std::string& own);

}  // namespace gren
