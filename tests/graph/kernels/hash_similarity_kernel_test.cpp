// The population count on the host, against its twin and against bits counted one by one.
#include <gtest/gtest.h>

#include <cmath>

#include "graph/edge_weights.h"
#include "graph/kernels/hash_similarity.cuh"
#include "tests/graph/kernels/host_block.h"

namespace gren::hash_similarity_kernel_test {
namespace {

torch::Tensor random_hashes(std::int64_t images, std::int64_t hashes) {
    torch::manual_seed(images);
    const auto low = torch::randint(0, std::int64_t{1} << 32, {images, hashes}, torch::kInt64);
    return (torch::randint(0, std::int64_t{1} << 32, {images, hashes}, torch::kInt64) *
            (std::int64_t{1} << 32)) +
           low;
}

const std::uint64_t* words(const torch::Tensor& packed) {
    return reinterpret_cast<const std::uint64_t*>(packed.data_ptr<std::int64_t>());
}

int bits_by_hand(std::uint64_t a, std::uint64_t b) {
    int count = 0;
    for (int bit = 0; bit < 64; ++bit) count += ((a >> bit) & 1) != ((b >> bit) & 1);
    return count;
}

}  // namespace

TEST(HashSimilarityKernel, is_the_twins_bits_and_a_double_loops) {
    for (const std::int64_t images : {0, 1, 2, 3, 17, 64, 300})
        for (const std::int64_t hashes : {1, 2, 3}) {
            const auto packed = random_hashes(images, hashes);
            auto found = torch::full({images, images}, std::nan(""), torch::kFloat64);
            run_on_host(kernels::HashSimilarity{
                {0, images, images}, words(packed), found.data_ptr<double>(), hashes});
            EXPECT_TRUE(torch::equal(found, hash_similarity(packed))) << images << " " << hashes;
            const RowRange last{images / 3, images - images / 3};
            auto some = torch::full({last.count, images}, std::nan(""), torch::kFloat64);
            run_on_host(kernels::HashSimilarity{
                {last.first, last.count, images}, words(packed), some.data_ptr<double>(), hashes});
            EXPECT_TRUE(torch::equal(some, last.of(found))) << images << " " << hashes;
            EXPECT_TRUE(torch::equal(some, hash_similarity(packed, last))) << images << " " << hashes;
            for (std::int64_t u = 0; u < std::min<std::int64_t>(images, 17); ++u)
                for (std::int64_t v = 0; v < images; ++v) {
                    int differing = 0;
                    for (std::int64_t m = 0; m < hashes; ++m)
                        differing +=
                            bits_by_hand(words(packed)[u * hashes + m], words(packed)[v * hashes + m]);
                    EXPECT_DOUBLE_EQ(found[u][v].item<double>(),
                                     1 - differing / (64.0 * static_cast<double>(hashes)));
                }
        }
}

TEST(HashSimilarityKernel, of_the_two_lungs_is_the_twins_bits) {
    for (const std::int64_t images : {1, 17, 300}) {
        const auto packed = random_hashes(images, 2);
        auto found = torch::full({images}, std::nan(""), torch::kFloat64);
        run_on_host(kernels::PairHashSimilarity{words(packed), found.data_ptr<double>(), images});
        EXPECT_TRUE(torch::equal(found, region_hash_similarity(packed).squeeze(1))) << images;
        for (std::int64_t i = 0; i < images; ++i)
            EXPECT_EQ(found[i].item<double>(),
                      1 - bits_by_hand(words(packed)[2 * i], words(packed)[2 * i + 1]) / 64.0);
    }
}

}  // namespace gren::hash_similarity_kernel_test
