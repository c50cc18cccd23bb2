// What this host calls itself.
#pragma once

#include <string>

namespace gren {

std::string host_name();

}  // namespace gren
