#include "src/method/mirror.h"

#include <torch/utils.h>

#include <cstdint>

#include "graph/lung_features.h"

namespace gren {
namespace {

// Σ over the rows that count. [B, S] -> [B]
torch::Tensor over_rows(const torch::Tensor& values, const torch::Tensor& counts) {
    return (values * counts).sum(1);
}

// 2×3: where the pixel at (x, y, 1) comes from. lines [B, 2] -> [B, 2, 3]
torch::Tensor reflections(const torch::Tensor& lines) {
    const auto a = lines.select(1, 0), b = lines.select(1, 1), norm = 1 + b * b;
    // With distance d = (x − a − b·y)/√(1 + b²) and normal n = (1, −b)/√(1 + b²) it is q − 2 d n.
    const auto x = torch::stack({1 - 2 / norm, 2 * b / norm, 2 * a / norm}, 1);
    const auto y = torch::stack({2 * b / norm, 1 - 2 * b * b / norm, -2 * a * b / norm}, 1);
    return torch::stack({x, y}, 1);
}

}  // namespace

torch::Tensor mid_lines(const torch::Tensor& lungs, const torch::Tensor& valid) {
    const torch::NoGradGuard no_gradient;
    const auto side = lungs.size(3);
    const auto left = lungs.select(1, 0).to(torch::kBool), right = lungs.select(1, 1).to(torch::kBool);
    const auto place = (torch::arange(side, lungs.options().dtype(torch::kFloat32)) + 0.5) * 2 / side - 1;
    const auto nowhere = torch::full({}, 2, place.options());
    const auto inner_left = torch::where(left, place, nowhere).amin(2);     // [B, S]
    const auto inner_right = torch::where(right, place, -nowhere).amax(2);  // the viewer's left
    const auto both = (left.any(2) & right.any(2)).to(torch::kFloat32);
    const auto middle = (inner_left + inner_right) / 2;
    const auto rows = both.sum(1), some = rows.clamp_min(1);
    const auto mean_y = over_rows(place.expand_as(both), both) / some,
               mean_x = over_rows(middle, both) / some;
    const auto dy = place.unsqueeze(0) - mean_y.unsqueeze(1);
    const auto spread = over_rows(dy * dy, both);
    const auto b = torch::where(spread > 0, over_rows(dy * (middle - mean_x.unsqueeze(1)), both) / spread,
                                torch::zeros_like(spread));
    const auto a = mean_x - b * mean_y;
    const auto known = (rows > 0) & valid.to(rows.device());
    return torch::where(known.unsqueeze(1), torch::stack({a, b}, 1), torch::zeros({}, place.options()));
}

torch::Tensor mirrored(const torch::Tensor& features, const torch::Tensor& lines,
                       const torch::Tensor& shift) {
    auto affine = reflections(lines.to(features.dtype()));
    if (shift.defined()) affine = affine + shift;
    const auto places = torch::affine_grid_generator(affine, features.sizes(), /*align_corners=*/false);
    constexpr std::int64_t kBilinear = 0, kZeros = 0;
    return torch::grid_sampler_2d(features, places, kBilinear, kZeros, /*align_corners=*/false);
}

torch::Tensor side_difference(const torch::Tensor& features, const torch::Tensor& lungs,
                              const torch::Tensor& valid) {
    const auto inside = region_fractions(lungs, features.size(2), features.size(3)).sum(1, true) *
                        valid.to(features.device()).view({-1, 1, 1, 1});
    return (features - mirrored(features, mid_lines(lungs, valid))).abs() * inside.to(features.dtype());
}

}  // namespace gren
