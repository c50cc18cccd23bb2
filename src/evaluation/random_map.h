// A control that needs no network: what a region reaches that knows nothing of the image.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>

namespace gren {

inline constexpr std::int64_t kRandomMapGrid = 8;  // cells a side of the noise, whatever the training grid is
inline constexpr std::uint64_t kRandomMapSeed = 1;

// The random heat map of an image and class: uniform noise in [0, 1) on kRandomMapGrid² cells, resized
// bilinearly to eval_grid², as the maps of methods are, less 0.5, so that what is above 0 is its region: the
// cells above 0.5. [eval_grid, eval_grid] float64. Smooth, for noise on the evaluation grid itself would be
// specks that no detector draws. It depends on seed and names alone: all runs that test an image have the
// same map of it.
//
// On NIH's 984 boxes, at 128², it finds .22 .06 .01 of them at T(IoU) = .1 .2 .3
// (tests/golden/make_controls.py). The literature's random map finds .29 .17 .10 .05 .03 at .1 ... .5 (arXiv
// 2512.16700), cut in a way that is not told.
torch::Tensor random_map(const std::string& image, const std::string& cls, std::int64_t eval_grid);

}  // namespace gren
