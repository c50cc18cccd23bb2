#include "src/segmenter/lung_scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace gren {
namespace {

struct Row {
    int images = 0, flagged = 0;
    double sum = 0, unflagged_sum = 0, lowest = std::numeric_limits<double>::quiet_NaN();

    void add(const LungScore& score) {
        ++images;
        sum += score.dice;
        if (score.flag) {
            ++flagged;
        } else {
            unflagged_sum += score.dice;
            lowest = std::fmin(lowest, score.dice);
        }
    }
    std::string line(const std::string& name) const {
        return fmt::format("{:<20} {:>6} {:>7.4f} {:>9.4f} {:>7.4f} {:>7}\n", name, images, sum / images,
                           unflagged_sum / (images - flagged), lowest, flagged);
    }
};

}  // namespace

double mask_dice(const cv::Mat1b& a, const cv::Mat1b& b) {
    const int areas = cv::countNonZero(a) + cv::countNonZero(b);
    return areas == 0 ? 0 : 2.0 * cv::countNonZero((a > 0) & (b > 0)) / areas;
}

std::string lung_score_table(const std::vector<LungScore>& scores) {
    std::map<std::string, Row> groups;
    Row all;
    for (const LungScore& score : scores) {
        groups[score.group].add(score);
        all.add(score);
    }
    std::string table = fmt::format("{:<20} {:>6} {:>7} {:>9} {:>7} {:>7}\n", "", "images", "Dice",
                                    "unflagged", "lowest", "flagged");
    for (const auto& [name, row] : groups) table += row.line(name);
    return table + all.line("all");
}

}  // namespace gren
