#include "graph/lung_features.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <stdexcept>

namespace gren::lung_features_test {
namespace {

const std::vector<bool> kSides{false, true};

struct Lungs : testing::Test {
    torch::Tensor features, fractions;
    void SetUp() override {
        torch::manual_seed(3);
        features = torch::rand({2, 3, 4, 4}, torch::kFloat64);
        fractions = torch::zeros({2, 2, 4, 4});
        fractions.index_put_(
            {torch::indexing::Slice(), 0, torch::indexing::Slice(), torch::indexing::Slice(2, 4)}, 0.75);
        fractions.index_put_(
            {torch::indexing::Slice(), 1, torch::indexing::Slice(), torch::indexing::Slice(0, 2)}, 1.0);
    }
};

}  // namespace

TEST_F(Lungs, pooled_is_the_mean_weighted_by_the_lung_share) {
    const auto pooled = region_features(features, fractions, kSides, LungVariant::pooled);
    ASSERT_EQ(pooled.sizes(), (std::vector<std::int64_t>{2, 2, 3}));
    for (int b = 0; b < 2; ++b)
        for (int m = 0; m < 2; ++m)
            for (int c = 0; c < 3; ++c) {
                double sum = 0, share = 0;
                for (int y = 0; y < 4; ++y)
                    for (int x = 0; x < 4; ++x) {
                        const double f = fractions[b][m][y][x].item<double>();
                        sum += f * features[b][c][y][x].item<double>();
                        share += f;
                    }
                EXPECT_NEAR(pooled[b][m][c].item<double>(), sum / share, 1e-12);
            }
}

TEST_F(Lungs, a_missing_lung_pools_to_zero_without_nan) {
    fractions.select(1, 0).zero_();
    features.requires_grad_(true);
    const auto pooled = region_features(features, fractions, kSides, LungVariant::pooled);
    EXPECT_EQ(pooled.select(1, 0).abs().sum().item<double>(), 0);
    l2_normalized(pooled).sum().backward();
    EXPECT_FALSE(features.grad().isnan().any().item<bool>());
}

TEST_F(Lungs, flat_lungs_are_always_the_square_root_of_two_apart) {
    const auto flat = l2_normalized(region_features(features, fractions, kSides, LungVariant::flat));
    const auto d = (flat.select(1, 0) - flat.select(1, 1)).norm(2, 1);
    EXPECT_TRUE(torch::allclose(d, torch::full({2}, std::sqrt(2.0), torch::kFloat64), 1e-12));
}

TEST_F(Lungs, mirror_compares_homologous_places) {
    fractions.fill_(1);
    const auto symmetric = (features + features.flip(-1)) / 2;
    const auto mirrored = region_features(symmetric, fractions, kSides, LungVariant::mirror);
    EXPECT_TRUE(torch::allclose(mirrored.select(1, 0), mirrored.select(1, 1)));
}

TEST_F(Lungs, mirror_flips_every_region_of_the_right_lung_and_none_of_the_left) {
    const auto six = torch::rand({2, 6, 4, 4}, torch::kFloat64);
    const std::vector<bool> right{false, true, true, false, false, true};
    const auto found = region_features(features, six, right, LungVariant::mirror).view({2, 6, 3, 4, 4});
    for (int r = 0; r < 6; ++r)
        for (int x = 0; x < 4; ++x) {
            const int from = right[static_cast<std::size_t>(r)] ? 3 - x : x;
            const auto expected = features.select(3, from) * six.select(1, r).select(2, from).unsqueeze(1);
            EXPECT_TRUE(torch::allclose(found.select(1, r).select(3, x), expected)) << r << " " << x;
        }
}

TEST(LungFractions, are_the_share_of_each_cell) {
    auto lungs = torch::zeros({1, 2, 4, 4}, torch::kUInt8);
    lungs[0][0][0][0] = 1;
    lungs[0][1].slice(0, 2).fill_(1);
    const auto share = region_fractions(lungs, 2, 2);
    EXPECT_FLOAT_EQ(share[0][0][0][0].item<float>(), 0.25f);
    EXPECT_FLOAT_EQ(share[0][1][1][1].item<float>(), 1.0f);
    EXPECT_FLOAT_EQ(share[0][1][0][0].item<float>(), 0.0f);
}

TEST(L2Normalized, zero_stays_zero_and_its_gradient_too) {
    const auto f = torch::tensor({{3.0, 4.0}, {0.0, 0.0}}, torch::kFloat64).requires_grad_(true);
    const auto unit = l2_normalized(f);
    EXPECT_TRUE(torch::allclose(unit, torch::tensor({{0.6, 0.8}, {0.0, 0.0}}, torch::kFloat64)));
    unit.sum().backward();
    EXPECT_TRUE(torch::equal(f.grad()[1], torch::zeros({2}, torch::kFloat64)));
}

TEST(LungReadingNames, unknown_is_refused) {
    EXPECT_THROW(lung_variant_from("crop"), std::invalid_argument);
    EXPECT_EQ(lung_background_from("black"), LungBackground::black);
    EXPECT_EQ(lung_background_from("grey"), LungBackground::grey);
    EXPECT_THROW(lung_background_from("white"), std::invalid_argument);
}

}  // namespace gren::lung_features_test
