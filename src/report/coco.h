// The regions of predictions.json, in COCO's result form, by image and class.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace gren::report {

struct Region {
    std::string counts;
    int height = 0, width = 0;
};
using Regions = std::map<std::pair<std::string, std::string>, Region>;  // by image and class

// An (image, class) that is not there has an empty region. Names come from ground_truth.json beside it.
// Throws DataError naming the file: absent, damaged, an image or class without a name.
Regions read_regions(const std::filesystem::path& predictions, const std::filesystem::path& ground_truth);

}  // namespace gren::report
