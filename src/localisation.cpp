#include "src/localisation.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace gren {
namespace {

bool contains(const Box& box, double x, double y) {
    return x > box.x && x < double{box.x} + box.w && y > box.y && y < double{box.y} + box.h;
}

// Borders of the cells and of the boxes along one side, ascending: between two of them nothing changes.
std::vector<double> borders(const std::vector<Box>& boxes, float Box::*from, float Box::*extent, int size,
                            std::int64_t grid) {
    std::vector<double> all;
    for (std::int64_t cell = 0; cell <= grid; ++cell)
        all.push_back(static_cast<double>(cell * size) / static_cast<double>(grid));
    for (const Box& box : boxes) all.insert(all.end(), {box.*from, double{box.*from} + box.*extent});
    std::ranges::sort(all);
    return all;
}

// Length that each cell of one side shares with [from, from + extent].
std::vector<double> shared_lengths(double from, double extent, int size, int grid) {
    std::vector<double> lengths;
    for (int cell = 0; cell < grid; ++cell) {
        const double begin = static_cast<double>(cell) * size / grid, end = (cell + 1.0) * size / grid;
        lengths.push_back(std::max(0.0, std::min(end, from + extent) - std::max(begin, from)));
    }
    return lengths;
}

}  // namespace

double region_iou(const torch::Tensor& logits, const std::vector<Box>& boxes, int size) {
    const std::int64_t grid = logits.size(0);
    const torch::Tensor on = (logits > 0).to(torch::kCPU).contiguous();
    const auto cell_on = on.accessor<bool, 2>();
    const std::vector<double> xs = borders(boxes, &Box::x, &Box::w, size, grid);
    const std::vector<double> ys = borders(boxes, &Box::y, &Box::h, size, grid);

    double shared = 0, joint = 0;
    for (std::size_t i = 0; i + 1 < ys.size(); ++i) {
        for (std::size_t j = 0; j + 1 < xs.size(); ++j) {
            const double x = (xs[j] + xs[j + 1]) / 2, y = (ys[i] + ys[i + 1]) / 2;
            const double area = (xs[j + 1] - xs[j]) * (ys[i + 1] - ys[i]);
            const bool inside = x > 0 && y > 0 && x < size && y < size;
            const bool region = inside &&
                                cell_on[static_cast<std::int64_t>(y * static_cast<double>(grid) / size)]
                                       [static_cast<std::int64_t>(x * static_cast<double>(grid) / size)];
            const bool boxed =
                std::ranges::any_of(boxes, [&](const Box& box) { return contains(box, x, y); });
            shared += region && boxed ? area : 0;
            joint += region || boxed ? area : 0;
        }
    }
    return joint > 0 ? shared / joint : 0;
}

double ceiling_iou(const Box& box, int size, int grid) {
    std::vector<double> shared;  // area that each cell shares with the box
    for (const double height : shared_lengths(box.y, box.h, size, grid))
        for (const double width : shared_lengths(box.x, box.w, size, grid)) shared.push_back(width * height);
    // Among n cells, all of one area, the IoU grows with the shared area: the n with the most of it are the
    // best n.
    std::ranges::sort(shared, std::greater<>());
    const double side = static_cast<double>(size) / grid;
    double best = 0, chosen_shared = 0, joint = double{box.w} * box.h;
    for (const double area : shared) {
        chosen_shared += area;
        joint += side * side - area;
        best = std::max(best, chosen_shared / joint);
    }
    return best;
}

std::vector<ClassAccuracy> accuracy_by_class(const std::vector<BoxResult>& results, std::size_t classes) {
    std::vector<ClassAccuracy> accuracy(classes);
    for (const BoxResult& result : results) {
        ClassAccuracy& of_class = accuracy.at(static_cast<std::size_t>(result.cls));
        ++of_class.boxes;
        for (std::size_t t = 0; t < kIouThresholds.size(); ++t)
            of_class.correct[t] += result.iou > kIouThresholds[t] ? 1 : 0;
    }
    return accuracy;
}

double mean_accuracy(const std::vector<ClassAccuracy>& classes, std::size_t t) {
    double sum = 0;
    std::int64_t boxed = 0;
    for (const ClassAccuracy& one : classes) {
        if (one.boxes == 0) continue;
        sum += static_cast<double>(one.correct.at(t)) / static_cast<double>(one.boxes);
        ++boxed;
    }
    return boxed > 0 ? sum / static_cast<double>(boxed) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace gren
