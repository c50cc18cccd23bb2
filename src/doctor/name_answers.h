// What names of hosts mean on this one.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace gren {

// Of each name the addresses it resolves to, ascending, each once; none where it does not, or not within
// `patience`. All at once, since a dead name server is waited for.
std::map<std::string, std::vector<std::string>> addresses_of(const std::vector<std::string>& names,
                                                             std::chrono::milliseconds patience);

}  // namespace gren
