#include "src/evaluation/target_ceiling.h"

#include "src/evaluation/box_overlap.h"
#include "src/method/target_cells.h"

namespace gren {

double target_ceiling_iou(std::vector<Box> boxes, int size, std::int64_t grid, std::int64_t eval_grid) {
    for (Box& box : boxes) box.cls = 0;
    const auto targets =
        target_cells(boxes, /*classes=*/1, size, static_cast<int>(grid)).to(torch::kFloat64).unsqueeze(0);
    const auto learnt =
        torch::upsample_bilinear2d(2 * targets - 1, {eval_grid, eval_grid}, /*align_corners=*/false);
    return overlap(learnt[0][0], boxes, size).iou();
}

}  // namespace gren
