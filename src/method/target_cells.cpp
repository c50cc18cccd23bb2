#include "src/method/target_cells.h"

#include <algorithm>
#include <cmath>

namespace gren {
namespace {

struct Range {
    std::int64_t begin = 0, end = 0;  // end excluded
};

// Cells that share more than a border with [from, from + extent]. Scaled before dividing: a border
// is met exactly.
Range overlapped(double from, double extent, int size, int grid) {
    const double begin = std::floor(from * grid / size);
    const double end = std::ceil((from + extent) * grid / size);
    return {static_cast<std::int64_t>(std::clamp<double>(begin, 0, grid)),
            static_cast<std::int64_t>(std::clamp<double>(end, 0, grid))};
}

}  // namespace

torch::Tensor target_cells(const std::vector<Box>& boxes, int classes, int size, int grid) {
    torch::Tensor cells = torch::zeros({classes, grid, grid});
    for (const Box& box : boxes) {
        if (!(box.w > 0 && box.h > 0)) continue;
        const Range rows = overlapped(box.y, box.h, size, grid);
        const Range columns = overlapped(box.x, box.w, size, grid);
        cells[box.cls].slice(0, rows.begin, rows.end).slice(1, columns.begin, columns.end).fill_(1);
    }
    return cells;
}

}  // namespace gren
