#include "src/evaluation/map_marks.h"

#include <opencv2/imgproc.hpp>

namespace gren {
namespace {

cv::Mat1f as_matrix(const torch::Tensor& logits) {
    return cv::Mat1f(static_cast<int>(logits.size(0)), static_cast<int>(logits.size(1)),
                     logits.data_ptr<float>());
}

MapMark mark_at(const cv::Mat1f& map, int row, int column) {
    return {.logit = map(row, column), .x = (column + 0.5) / map.cols, .y = (row + 0.5) / map.rows};
}

}  // namespace

MapMark hottest_cell(const torch::Tensor& logits) {
    const auto kept = logits.contiguous();
    const auto map = as_matrix(kept);
    cv::Point hottest;
    cv::minMaxLoc(map, nullptr, nullptr, nullptr, &hottest);
    return mark_at(map, hottest.y, hottest.x);
}

std::vector<MapMark> hottest_cells_of_parts(const torch::Tensor& logits) {
    const auto kept = logits.contiguous();
    const auto map = as_matrix(kept);
    const cv::Mat on = map > 0;
    cv::Mat1i part;  // 0: off
    const int parts = cv::connectedComponents(on, part, /*connectivity=*/8, CV_32S);
    std::vector<MapMark> marks(static_cast<std::size_t>(parts - 1));
    for (int row = 0; row < map.rows; ++row)
        for (int column = 0; column < map.cols; ++column) {
            if (part(row, column) == 0) continue;
            auto& mark = marks[static_cast<std::size_t>(part(row, column) - 1)];
            if (map(row, column) > mark.logit) mark = mark_at(map, row, column);
        }
    return marks;
}

}  // namespace gren
