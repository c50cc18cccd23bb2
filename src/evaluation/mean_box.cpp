#include "src/evaluation/mean_box.h"

#include <array>

#include "src/evaluation/box_overlap.h"

namespace gren {

std::vector<MeanBox> mean_boxes(const Dataset& dataset, const TrainingList& list) {
    const auto classes = dataset.traits().classes.size();
    std::vector<MeanBox> means(classes);
    std::vector<std::array<double, 4>> sums(classes);
    for (const auto sample : list.index) {
        if (!list.takes_boxes[static_cast<std::size_t>(sample)]) continue;
        for (const Box& box : dataset.info(sample).boxes) {
            const auto cls = static_cast<std::size_t>(box.cls);
            ++means[cls].boxes;
            sums[cls][0] += box.x, sums[cls][1] += box.y, sums[cls][2] += box.w, sums[cls][3] += box.h;
        }
    }
    for (std::size_t cls = 0; cls < classes; ++cls) {
        if (means[cls].boxes == 0) continue;
        const auto mean = [&](std::size_t i) {
            return static_cast<float>(sums[cls][i] / static_cast<double>(means[cls].boxes));
        };
        means[cls].box = {static_cast<std::int32_t>(cls), mean(0), mean(1), mean(2), mean(3)};
    }
    return means;
}

torch::Tensor box_map(const std::optional<Box>& box, int size, std::int64_t grid) {
    auto map = torch::full({grid, grid}, -1.0F);
    if (!box) return map;
    auto cells = map.accessor<float, 2>();
    const auto center = [&](std::int64_t cell) {
        return (static_cast<double>(cell) + 0.5) * size / static_cast<double>(grid);
    };
    for (std::int64_t row = 0; row < grid; ++row)
        for (std::int64_t column = 0; column < grid; ++column)
            if (contains(*box, center(column), center(row))) cells[row][column] = 1;
    return map;
}

}  // namespace gren
