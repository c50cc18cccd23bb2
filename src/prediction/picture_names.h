// Names for what is drawn of films that may have one file name in several folders.
#pragma once

#include <string>
#include <vector>

namespace gren {

// For each of `files` the end of its path without extension (film_stem()), folders joined by "_", as short as
// sets it apart from the others: a/x.png and b/x.png become "a_x" and "b_x". What the extension alone tells
// apart keeps it: "x.png" and "x.jpg". Throws UsageError where two have one name all the same.
std::vector<std::string> picture_names(const std::vector<std::string>& files);

}  // namespace gren
