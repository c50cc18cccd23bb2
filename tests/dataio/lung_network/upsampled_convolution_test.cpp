#include "dataio/lung_network/upsampled_convolution.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace gren::upsampled_convolution_test {
namespace {

constexpr auto kChannelsLast = at::MemoryFormat::ChannelsLast;

struct Sides {
    std::int64_t small_height, small_width, height, width;
};

// Torch's own, one after the other; heights and widths even, odd, and enlarged by more than two.
TEST(UpsampledConvolution, is_the_convolution_of_what_torch_enlarges) {
    torch::manual_seed(1);
    for (const auto& [h, w, height, width] :
         {Sides{4, 5, 8, 10}, {1, 1, 2, 3}, {3, 8, 7, 16}, {16, 2, 33, 9}}) {
        const auto x = torch::randn({2, 6, h, w}).contiguous(kChannelsLast);
        const auto kernel = torch::randn({5, 6, 3, 3}).contiguous(kChannelsLast);
        const auto before = torch::randn({2, 5, height, width}).contiguous(kChannelsLast);
        const auto enlarged = torch::upsample_bilinear2d(x, {height, width}, /*align_corners=*/false);
        auto sum = before.clone();
        add_upsampled_convolution(sum, x, kernel);
        EXPECT_TRUE(torch::allclose(sum, before + torch::conv2d(enlarged, kernel, {}, 1, 1), 1e-4, 1e-5))
            << height << "x" << width;
    }
}

}  // namespace
}  // namespace gren::upsampled_convolution_test
