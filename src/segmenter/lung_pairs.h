// Radiographs with their lung masks, as `gren segment train` finds them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

namespace gren {

struct LungPairFiles {
    std::string name;     // the stem of both files
    std::string patient;  // the name, where no list says more
    std::filesystem::path image, mask;
};

struct LungPair {
    cv::Mat1b image;  // [S, S] grey
    cv::Mat1b mask;   // [S, S] 0 or 255, both lungs
};

// A list's column by its column 'name'. Throws DataError: missing file or columns.
std::map<std::string, std::string> read_list_column(const std::filesystem::path& list,
                                                    const std::string& column);

// Images and masks of the same stem, sorted by name; with a list (a CSV with the columns name and patient)
// only those it names. Throws DataError: missing folder, nothing in common, a listed name without image or
// mask, missing columns.
std::vector<LungPairFiles> find_lung_pairs(const std::filesystem::path& images,
                                           const std::filesystem::path& masks,
                                           const std::optional<std::filesystem::path>& list);

struct LungPairSplit {
    std::vector<LungPairFiles> training, held_out;  // no patient in both
};

// Holds out this share of the patients, rounded down, chosen by the seed.
LungPairSplit hold_out_patients(const std::vector<LungPairFiles>& pairs, double share, std::uint64_t seed);

// 0 or 255 at the mask's own size. Throws DataError: unreadable, no lung in it, proportions
// unlike the image's.
cv::Mat1b read_lung_mask(const LungPairFiles& files, cv::Size image);

// Throws DataError: unreadable, mask without lung, mask and image of unlike proportions.
LungPair read_lung_pair(const LungPairFiles& files, int size);

}  // namespace gren
