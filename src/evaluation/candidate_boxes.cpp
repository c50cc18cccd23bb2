#include "src/evaluation/candidate_boxes.h"

#include <fmt/format.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

namespace gren {
namespace {

torch::Tensor region_of(const std::vector<CellBox>& boxes, std::int64_t grid) {
    auto region = torch::full({grid, grid}, -1.0F);
    for (const auto& box : boxes)
        region.slice(0, box.y, box.y + box.h).slice(1, box.x, box.x + box.w).fill_(1.0F);
    return region;
}

}  // namespace

BoxRule box_rule_from(const std::string& name) {
    for (std::size_t i = 0; i < kBoxRules.size(); ++i)
        if (name == kBoxRules[i]) return static_cast<BoxRule>(i);
    throw std::invalid_argument(fmt::format("box rule '{}' is unknown; expected any, top or union", name));
}

std::vector<CellBox> candidate_boxes(const torch::Tensor& map, const std::vector<double>& levels) {
    const auto kept = map.contiguous();
    const cv::Mat1f heat(static_cast<int>(map.size(0)), static_cast<int>(map.size(1)),
                         kept.data_ptr<float>());
    std::vector<CellBox> found;
    for (const double level : levels) {
        cv::Mat1i part;
        cv::Mat statistics, centers;
        const cv::Mat on = heat > level;
        const int parts = cv::connectedComponentsWithStats(on, part, statistics, centers, /*connectivity=*/8);
        for (int i = 1; i < parts; ++i) {  // 0: off
            const cv::Rect box(
                statistics.at<int>(i, cv::CC_STAT_LEFT), statistics.at<int>(i, cv::CC_STAT_TOP),
                statistics.at<int>(i, cv::CC_STAT_WIDTH), statistics.at<int>(i, cv::CC_STAT_HEIGHT));
            found.push_back({box.x, box.y, box.width, box.height, cv::mean(heat(box))[0]});
        }
    }
    return found;
}

std::array<RuleOverlap, 3> candidate_overlaps(const std::vector<CellBox>& candidates, std::int64_t grid,
                                              const std::vector<Box>& boxes, int size) {
    std::array<RuleOverlap, 3> rules{};
    if (candidates.empty()) return rules;
    auto& any = rules[static_cast<std::size_t>(BoxRule::any)];
    const auto measured = [&](const std::vector<CellBox>& chosen) {
        const auto found = overlap(region_of(chosen, grid), boxes, size);
        return RuleOverlap{found.iou(), found.iobb()};
    };
    for (const auto& candidate : candidates) {
        const auto one = measured({candidate});
        any = {std::max(any.iou, one.iou), std::max(any.iobb, one.iobb)};
    }
    rules[static_cast<std::size_t>(BoxRule::top)] =
        measured({*std::ranges::max_element(candidates, {}, &CellBox::heat)});
    rules[static_cast<std::size_t>(BoxRule::all_united)] = measured(candidates);
    return rules;
}

}  // namespace gren
