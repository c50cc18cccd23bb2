// How well the segmenter's lungs cover those drawn by hand, by groups of radiographs.
#pragma once

#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

namespace gren {

struct LungScore {
    std::string group;                // for example the view
    double dice = 0;                  // of both lungs together; 0 where the segmenter gave none
    std::optional<std::string> flag;  // why the lungs are implausible
};

// 2·|A∩B| / (|A|+|B|), non-zero is lung; 0 of two empty masks. REQUIRES the same size.
double mask_dice(const cv::Mat1b& a, const cv::Mat1b& b);

// A row a group in the order of names and one for all: count, mean Dice, mean Dice of those without a flag,
// lowest of those, flagged.
std::string lung_score_table(const std::vector<LungScore>& scores);

}  // namespace gren
