// Names for what is drawn of images that may have one file name in several folders.
#pragma once

#include <string>
#include <vector>

namespace gren {

// For each of `files` the end of its path without extension, folders joined by "_", as short as sets it
// apart from the others: a/x.png and b/x.png become "a_x" and "b_x". Throws UsageError where two
// pictures, NAME_DISEASE.png, would have one name all the same: of a file given twice, of names that
// differ in their extension alone.
std::vector<std::string> picture_names(const std::vector<std::string>& files,
                                       const std::vector<std::string>& diseases);

// Of an image of a data set, whose name may be a path: "a_1" of "a/1.png".
std::string picture_name(const std::string& image);

}  // namespace gren
