// What other programs of the trade call our options.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gren {

// Our names for another program's, the likeliest first; underscores read as hyphens. Empty where
// none is known.
std::vector<std::string_view> own_names_of(const std::string& foreign);

}  // namespace gren
