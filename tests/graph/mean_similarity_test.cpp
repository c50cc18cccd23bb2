// Against a loop over all pairs of images, bit by bit.
#include "graph/mean_similarity.h"

#include <gtest/gtest.h>

#include <random>

namespace gren::mean_similarity_test {
namespace {

using Hashes = std::vector<std::vector<std::uint64_t>>;

// Bits that are set in seven of ten hashes, so that the mean is none that any hashes would have.
Hashes some_hashes(std::size_t images, std::size_t regions) {
    std::mt19937_64 random(5);
    std::bernoulli_distribution set(0.7);
    Hashes hashes(images, std::vector<std::uint64_t>(regions));
    for (auto& lungs : hashes)
        for (auto& lung : lungs)
            for (int bit = 0; bit < 64; ++bit) lung = lung << 1 | static_cast<std::uint64_t>(set(random));
    return hashes;
}

double similarity(std::uint64_t a, std::uint64_t b) {
    int same = 0;
    for (int bit = 0; bit < 64; ++bit) same += (a >> bit & 1) == (b >> bit & 1);
    return same / 64.0;
}

}  // namespace

TEST(MeanSimilarity, equals_a_loop_over_all_pairs) {
    for (const std::size_t regions : {2, 5})
        for (const std::size_t images : {2, 3, 40}) {
            const auto hashes = some_hashes(images, regions);
            double intra = 0, edges = 0, inter = 0, compared = 0;
            for (std::size_t u = 0; u < images; ++u)
                for (std::size_t a = 0; a < regions; ++a) {
                    for (std::size_t b = a + 1; b < regions; ++b, ++edges)
                        intra += similarity(hashes[u][a], hashes[u][b]);
                    for (std::size_t v = u + 1; v < images; ++v, ++compared)
                        inter += similarity(hashes[u][a], hashes[v][a]);
                }
            const auto found = mean_similarity(hashes);
            EXPECT_EQ(found.images, static_cast<std::int64_t>(images));
            EXPECT_NEAR(found.intra, intra / edges, 1e-14);
            EXPECT_NEAR(found.inter, inter / compared, 1e-14);
        }
}

TEST(MeanSimilarity, of_a_hundred_thousand_images_is_exact) {
    // Half of the images have every bit set: of the 2·C(50,000, 2) pairs of a kind all bits agree, of
    // the others none.
    Hashes hashes(100'000, {0, 0});
    for (std::size_t i = 0; i < hashes.size(); i += 2) hashes[i] = {~0ULL, ~0ULL};
    EXPECT_EQ(mean_similarity(hashes).intra, 1);
    EXPECT_DOUBLE_EQ(mean_similarity(hashes).inter, 2.0 * 1'249'975'000 / 4'999'950'000);
}

TEST(MeanSimilarity, of_nothing_is_zero) {
    EXPECT_EQ(mean_similarity({}).intra, 0);
    EXPECT_EQ(mean_similarity({{1, 1}}).inter, 0);
    EXPECT_EQ(mean_similarity({{1, 1}}).intra, 1);
}

}  // namespace gren::mean_similarity_test
