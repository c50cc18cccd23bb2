// Against a loop over all pairs of images, bit by bit.
#include "graph/mean_similarity.h"

#include <gtest/gtest.h>

#include <random>

namespace gren::mean_similarity_test {
namespace {

using Keys = std::vector<std::array<std::uint64_t, 2>>;

// Bits that are set in seven of ten hashes, so that the mean is none that any hashes would have.
Keys some_keys(std::size_t images) {
    std::mt19937_64 random(5);
    std::bernoulli_distribution set(0.7);
    Keys keys(images);
    for (auto& key : keys)
        for (auto& hash : key)
            for (int bit = 0; bit < 64; ++bit) hash = hash << 1 | static_cast<std::uint64_t>(set(random));
    return keys;
}

double similarity(std::uint64_t a, std::uint64_t b) {
    int same = 0;
    for (int bit = 0; bit < 64; ++bit) same += (a >> bit & 1) == (b >> bit & 1);
    return same / 64.0;
}

}  // namespace

TEST(MeanSimilarity, equals_a_loop_over_all_pairs) {
    for (const std::size_t images : {2, 3, 40}) {
        const auto keys = some_keys(images);
        double intra = 0, inter = 0, pairs = 0;
        for (std::size_t u = 0; u < images; ++u) {
            intra += similarity(keys[u][0], keys[u][1]) / static_cast<double>(images);
            for (std::size_t v = u + 1; v < images; ++v, ++pairs)
                inter += (similarity(keys[u][0], keys[v][0]) + similarity(keys[u][1], keys[v][1])) / 2;
        }
        const auto found = mean_similarity(keys);
        EXPECT_EQ(found.images, static_cast<std::int64_t>(images));
        EXPECT_NEAR(found.intra, intra, 1e-14);
        EXPECT_NEAR(found.inter, inter / pairs, 1e-14);
    }
}

TEST(MeanSimilarity, of_a_hundred_thousand_images_is_exact) {
    // Half of the images have every bit set: of the 2·C(50,000, 2) pairs of a kind all bits agree, of the
    // others none.
    Keys keys(100'000, {0, 0});
    for (std::size_t i = 0; i < keys.size(); i += 2) keys[i] = {~0ULL, ~0ULL};
    EXPECT_EQ(mean_similarity(keys).intra, 1);
    EXPECT_DOUBLE_EQ(mean_similarity(keys).inter, 2.0 * 1'249'975'000 / 4'999'950'000);
}

TEST(MeanSimilarity, of_nothing_is_zero) {
    EXPECT_EQ(mean_similarity({}).intra, 0);
    EXPECT_EQ(mean_similarity({{1, 1}}).inter, 0);
    EXPECT_EQ(mean_similarity({{1, 1}}).intra, 1);
}

}  // namespace gren::mean_similarity_test
