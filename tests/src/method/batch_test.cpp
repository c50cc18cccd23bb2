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

// Six zones with a pixel each, in an order of sides that is not that of the two lungs.
TEST(Batch, lungs_are_all_zones_of_their_side) {
    Batch batch;
    batch.right = {true, false, false, true, true, false};
    batch.regions = torch::eye(6, torch::kUInt8).view({1, 6, 2, 3}).repeat({2, 1, 1, 1});
    const auto lungs = batch.lungs();
    ASSERT_EQ(lungs.sizes(), (std::vector<std::int64_t>{2, 2, 2, 3}));
    const auto expected = torch::tensor({0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0}, torch::kUInt8).view({2, 2, 3});
    EXPECT_TRUE(lungs[0].equal(expected));
    EXPECT_TRUE(lungs[1].equal(expected));
    batch.right = {false, true};
    batch.regions = expected.view({1, 2, 2, 3});
    EXPECT_TRUE(batch.lungs().equal(batch.regions));
}

}  // namespace gren::batch_test
