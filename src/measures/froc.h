// FROC: which share of the boxes is found when so many false marks an image are put up with.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace gren {

inline constexpr std::array<double, 7> kFalseMarksPerImage{0.125, 0.25, 0.5, 1, 2, 4, 8};

// A place to look at: the hottest cell of one connected part of a region (map_marks.h).
struct Mark {
    float score = 0;
    bool inside = false;    // its center lies in a box of the class
    std::size_t image = 0;  // place in the list evaluated
};

// At each of kFalseMarksPerImage: of all thresholds on the score at which marks outside a box number at most
// so many times `images`, the greatest share of the `boxed` images with a mark inside. Nothing when `boxed`
// is 0. Several marks inside one image's box count once and are not false.
std::array<std::optional<double>, kFalseMarksPerImage.size()> froc(std::vector<Mark> marks,
                                                                   std::int64_t boxed, std::int64_t images);

}  // namespace gren
