#include "src/evaluation/original_frame.h"

#include <torch/utils.h>

namespace gren {

torch::Tensor in_original_frame(const torch::Tensor& logits, const AffineMap& map) {
    // In coordinates from -1 to 1: u' = m0 u + m1 v + (m0 + m1 + 2 m2 - 1), v' likewise.
    const auto row = [&](std::size_t first) {
        const float x = map[first], y = map[first + 1], shift = map[first + 2];
        return torch::tensor({x, y, x + y + 2 * shift - 1});
    };
    const auto places = torch::affine_grid_generator(torch::stack({row(0), row(3)}).unsqueeze(0),
                                                     {1, 1, logits.size(1), logits.size(2)},
                                                     /*align_corners=*/false);
    constexpr std::int64_t kBilinear = 0, kZeros = 0;
    const auto above = (logits - kNothingThere).unsqueeze(0);
    return torch::grid_sampler_2d(above, places, kBilinear, kZeros, /*align_corners=*/false).squeeze(0) +
           kNothingThere;
}

}  // namespace gren
