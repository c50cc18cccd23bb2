#include "graph/hamming.h"

#include <gtest/gtest.h>

namespace gren::hamming_test {

TEST(Hamming, counts_the_bits_that_differ) {
    const auto a = torch::tensor({0L, -1L, 0x0fL, 0x5555555555555555L}, torch::kInt64);
    const auto b = torch::tensor({0L, 0L, 0xf0L, -0x5555555555555556L}, torch::kInt64);
    const auto expected = torch::tensor({0.0, 64.0, 8.0, 64.0}, torch::kFloat64);
    EXPECT_TRUE(torch::equal(hamming_distance(a, b), expected));
}

TEST(Hamming, pairs_sum_over_the_places_and_are_symmetric) {
    const auto hashes = torch::tensor({{0L, 0L}, {1L, 3L}, {-1L, 0L}}, torch::kInt64);
    const auto expected =
        torch::tensor({{0.0, 3.0, 64.0}, {3.0, 0.0, 65.0}, {64.0, 65.0, 0.0}}, torch::kFloat64);
    EXPECT_TRUE(torch::equal(pairwise_hamming_distance(hashes, {0, 3}), expected));
    EXPECT_TRUE(torch::equal(pairwise_hamming_distance(hashes, {1, 2}), expected.narrow(0, 1, 2)));
}

TEST(Hamming, no_image_no_pair) {
    EXPECT_EQ(pairwise_hamming_distance(torch::empty({0, 2}, torch::kInt64), {0, 0}).numel(), 0);
}

}  // namespace gren::hamming_test
