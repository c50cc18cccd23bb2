#include "src/method/batch.h"

#include <gtest/gtest.h>

namespace gren::batch_test {

TEST(NormalizedImage, is_imagenets_mean_and_deviation_of_three_equal_channels) {
    const auto grey = torch::arange(0, 250, torch::kUInt8).view({1, 10, 25});
    const auto image = normalized_image(grey);
    ASSERT_EQ(image.sizes(), (std::vector<std::int64_t>{1, 3, 10, 25}));
    EXPECT_TRUE(image.is_contiguous(at::MemoryFormat::ChannelsLast));
    const double mean[] = {0.485, 0.456, 0.406}, stddev[] = {0.229, 0.224, 0.225};
    for (int c = 0; c < 3; ++c)
        for (int v = 0; v < 250; ++v)
            EXPECT_NEAR(image[0][c][v / 25][v % 25].item<double>(), (v / 255.0 - mean[c]) / stddev[c], 1e-5);
}

}  // namespace gren::batch_test
