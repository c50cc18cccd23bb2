// Which radiographs lie below a folder, however deep: archives are unpacked in many ways.
#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

namespace gren {

struct ImageIndex {
    std::unordered_map<std::string, std::filesystem::path> by_stem;  // by film_stem()
    std::vector<std::string> notes;                                  // one sentence on names that stand twice
};

// All films by their names (is_film_file()), sorted by path, but hidden ones and those in folders called
// "masks". Links to folders are followed, no folder is entered twice. Throws DataError:
// `directory` is absent, no folder or cannot be read.
std::vector<std::filesystem::path> images_below(const std::filesystem::path& directory);

// The same by stem; of files with one stem the first by path counts.
ImageIndex index_images(const std::filesystem::path& directory);

}  // namespace gren
