// The words of a command line behind the subcommand's name.
#pragma once

#include <string>
#include <vector>

namespace gren {

using Arguments = std::vector<std::string>;

}  // namespace gren
