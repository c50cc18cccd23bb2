// The images of one folder.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace gren {

// The .png, .jpg and .jpeg files directly in `directory`. Throws DataError: no such folder, none in it, two
// of one stem.
std::map<std::string, std::filesystem::path> images_by_stem(const std::filesystem::path& directory);

}  // namespace gren
