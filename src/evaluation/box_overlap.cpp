#include "src/evaluation/box_overlap.h"

#include <algorithm>
#include <functional>

#include "src/measures/mean_of_classes.h"

namespace gren {
namespace {

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

// Calls visit(row, column, area, boxed) for each rectangle between borders; row and column of its cell are -1
// outside the image.
template <class Visit>
void visit_rectangles(const std::vector<Box>& boxes, int size, std::int64_t grid, Visit&& visit) {
    const auto xs = borders(boxes, &Box::x, &Box::w, size, grid);
    const auto ys = borders(boxes, &Box::y, &Box::h, size, grid);
    const auto cell_at = [&](double at) {
        return at > 0 && at < size ? static_cast<std::int64_t>(at * static_cast<double>(grid) / size) : -1;
    };
    for (std::size_t i = 0; i + 1 < ys.size(); ++i) {
        for (std::size_t j = 0; j + 1 < xs.size(); ++j) {
            const double x = (xs[j] + xs[j + 1]) / 2, y = (ys[i] + ys[i + 1]) / 2;
            const double area = (xs[j + 1] - xs[j]) * (ys[i + 1] - ys[i]);
            const bool boxed =
                std::ranges::any_of(boxes, [&](const Box& box) { return contains(box, x, y); });
            visit(cell_at(y), cell_at(x), area, boxed);
        }
    }
}

}  // namespace

bool contains(const Box& box, double x, double y) {
    return x > box.x && x < double{box.x} + box.w && y > box.y && y < double{box.y} + box.h;
}

double Overlap::iou() const {
    return region > 0 ? shared / (region + boxes - shared) : 0;
}

double Overlap::iobb() const {
    return region > 0 ? shared / region : 0;
}

Overlap overlap(const torch::Tensor& logits, const std::vector<Box>& boxes, int size) {
    const torch::Tensor on = (logits > 0).to(torch::kCPU).contiguous();
    const auto cell_on = on.accessor<bool, 2>();
    Overlap sum;
    visit_rectangles(boxes, size, logits.size(0), [&](auto row, auto column, double area, bool boxed) {
        const bool region = row >= 0 && column >= 0 && cell_on[row][column];
        sum.region += region ? area : 0;
        sum.boxes += boxed ? area : 0;
        sum.shared += region && boxed ? area : 0;
    });
    return sum;
}

double ceiling_iou(const std::vector<Box>& boxes, int size, std::int64_t grid) {
    std::vector<double> shared(static_cast<std::size_t>(grid * grid));  // area of each cell inside the boxes
    double joint = 0;
    visit_rectangles(boxes, size, grid, [&](auto row, auto column, double area, bool boxed) {
        if (!boxed) return;
        joint += area;
        if (row >= 0 && column >= 0) shared[static_cast<std::size_t>(row * grid + column)] += area;
    });
    // Among n cells, all of one area, the IoU grows with the shared area: the n with the most of it are
    // the best n.
    std::ranges::sort(shared, std::greater<>());
    const double side = static_cast<double>(size) / static_cast<double>(grid);
    double best = 0, chosen_shared = 0;
    for (const double area : shared) {
        chosen_shared += area;
        joint += side * side - area;
        best = std::max(best, chosen_shared / joint);
    }
    return best;
}

std::vector<ClassAccuracy> accuracy_by_class(std::span<const BoxResult> results, double BoxResult::*measure,
                                             std::size_t classes, std::span<const int> times) {
    std::vector<ClassAccuracy> accuracy(classes);
    for (const BoxResult& result : results) {
        ClassAccuracy& of_class = accuracy.at(static_cast<std::size_t>(result.cls));
        const int count = times.empty() ? 1 : times[result.image];
        of_class.boxes += count;
        for (std::size_t t = 0; t < kOverlapThresholds.size(); ++t)
            of_class.correct[t] += result.*measure > kOverlapThresholds[t] ? count : 0;
    }
    return accuracy;
}

std::optional<double> mean_accuracy(const std::vector<ClassAccuracy>& classes, std::size_t t) {
    return mean_of_classes(classes,
                           [&](const ClassAccuracy& one) { return share(one.correct.at(t), one.boxes); });
}

}  // namespace gren
