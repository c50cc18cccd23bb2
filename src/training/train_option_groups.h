// What `gren train` can be told, in the groups and words of its help.
#pragma once

#include <string>

#include "src/run/options.h"

namespace gren {

po::options_description train_option_groups();

// Whether two runs that differ in it may end with different weights. `train_option`: a name without dashes.
bool shapes_the_result(const std::string& train_option);

}  // namespace gren
