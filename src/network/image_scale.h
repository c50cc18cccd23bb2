// How a film, whose greys are 0 to 1, becomes the three channels that a backbone sees: minus this mean, over
// this deviation. ImageNet's, which torchvision's weights were trained with.
#pragma once

#include <array>

namespace gren {

inline constexpr std::array<float, 3> kImageMean{0.485F, 0.456F, 0.406F};
inline constexpr std::array<float, 3> kImageDeviation{0.229F, 0.224F, 0.225F};

}  // namespace gren
