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

void mark_cells(const std::vector<Box>& boxes, int size, int grid, std::uint8_t* cells) {
    for (const Box& box : boxes) {
        if (!(box.w > 0 && box.h > 0)) continue;
        const Range rows = overlapped(box.y, box.h, size, grid);
        const Range columns = overlapped(box.x, box.w, size, grid);
        for (auto row = rows.begin; row < rows.end; ++row)
            std::fill(cells + (box.cls * grid + row) * grid + columns.begin,
                      cells + (box.cls * grid + row) * grid + columns.end, std::uint8_t{1});
    }
}

torch::Tensor target_cells(const std::vector<Box>& boxes, int classes, int size, int grid) {
    const torch::Tensor cells = torch::zeros({classes, grid, grid}, torch::kUInt8);
    mark_cells(boxes, size, grid, cells.data_ptr<std::uint8_t>());
    return cells.to(torch::kFloat32);
}

}  // namespace gren
