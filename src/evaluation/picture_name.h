// The name of what is drawn of an image of a data set.
#pragma once

#include <string>

namespace gren {

// An image's name may be a path: "a_1" of "a/1.png".
std::string picture_name(const std::string& image);

}  // namespace gren
