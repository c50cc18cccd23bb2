// The N×N kernels and those of near pairs on the host, against their twins in gram.h and near_pairs.h.
#include <gtest/gtest.h>

#include <cmath>

#include "graph/gram.h"
#include "graph/kernels/gram_distances.cuh"
#include "graph/kernels/near_differences.cuh"
#include "graph/near_pairs.h"
#include "tests/graph/kernels/host_block.h"

namespace gren::gram_kernels_test {
namespace {

using torch::Tensor;

// Groups of four images that differ in the fourth digit, two of each equal.
Tensor clustered(std::int64_t images, std::int64_t width) {
    torch::manual_seed(5);
    auto f =
        torch::randn({(images + 3) / 4, width}).repeat_interleave(4, 0).narrow(0, 0, images).contiguous();
    f += 1e-4 * torch::randn({images, width});
    for (std::int64_t i = 1; i < images; i += 4) f[i] = f[i - 1];
    center(f);
    return f;
}

// Of the rows from `first` on.
Tensor squares_on_host(const Tensor& gram, const Tensor& norms, std::int64_t first,
                       ThreadOrder order = ThreadOrder::forwards) {
    auto squares = torch::full_like(gram, std::nan(""));
    run_on_host(kernels::GramSquares{{first, gram.size(0), gram.size(1)},
                                     gram.data_ptr<double>(),
                                     norms.data_ptr<double>(),
                                     squares.data_ptr<double>()},
                order);
    return squares;
}

Tensor mask_on_host(const Tensor& squares, const Tensor& norms, std::int64_t first) {
    auto near = torch::empty(squares.sizes(), torch::kBool);
    run_on_host(kernels::NearPairMask{{first, squares.size(0), squares.size(1)},
                                      squares.data_ptr<double>(),
                                      norms.data_ptr<double>(),
                                      0.01,
                                      near.data_ptr<bool>()});
    return near;
}

template <typename T>
Tensor near_squares_on_host(const NearPairs& pairs, const Tensor& rows, ThreadOrder order) {
    auto partial =
        torch::full({kernels::near_slices(rows.size(1)), pairs.size()}, std::nan(""), torch::kFloat64);
    run_on_host(
        kernels::NearSquares<T>{pairs.u.data_ptr<std::int64_t>(), pairs.v.data_ptr<std::int64_t>(),
                                rows.data_ptr<T>(), partial.data_ptr<double>(), pairs.size(), rows.size(1)},
        order);
    return partial.sum(0);
}

template <typename T>
void near_gradients_on_host(const NearPairs& pairs, const Tensor& c, const Tensor& rows, Tensor& sum,
                            ThreadOrder order) {
    run_on_host(kernels::NearGradients<T>{pairs.u.data_ptr<std::int64_t>(), pairs.v.data_ptr<std::int64_t>(),
                                          c.data_ptr<T>(), rows.data_ptr<T>(), sum.data_ptr<T>(),
                                          pairs.size(), rows.size(1)},
                order);
}

}  // namespace

TEST(GramKernels, squares_and_near_pairs_are_the_twins_bits) {
    for (const std::int64_t images : {1, 2, 3, 17, 64, 300})
        for (const std::int64_t first : {std::int64_t{0}, images / 3, images}) {
            const auto whole = partial_gram(clustered(images, 40));
            const auto norms = whole.diagonal().contiguous();
            const auto gram = whole.narrow(0, first, images - first);
            const auto squares = squares_on_host(gram, norms, first);
            EXPECT_TRUE(torch::equal(squares, square_distances(gram, norms, first))) << images;
            EXPECT_TRUE(torch::equal(squares, square_distances(whole).narrow(0, first, images - first)));
            EXPECT_TRUE(torch::equal(squares, squares_on_host(gram, norms, first, ThreadOrder::backwards)));
            const auto expected = near_pairs(squares, norms, first);
            const auto found = mask_on_host(squares, norms, first).nonzero();
            EXPECT_TRUE(torch::equal(found.select(1, 0) + first, expected.u)) << images;
            EXPECT_TRUE(torch::equal(found.select(1, 1), expected.v)) << images;
            EXPECT_EQ(expected.size() > 0, images > first + 2) << images << " " << first;
        }
}

TEST(GramKernels, nan_is_not_hidden) {
    auto gram = torch::ones({3, 3}, torch::kFloat64);
    gram[1][2] = std::nan("");
    EXPECT_TRUE(torch::isnan(squares_on_host(gram, torch::ones({3}, torch::kFloat64), 0)[1][2]).item<bool>());
}

TEST(NearKernels, squares_equal_float64_differences) {
    for (const std::int64_t width : {1, 127, 8192, 20001}) {
        const auto rows = clustered(9, width);
        const auto gram = partial_gram(rows);
        const auto pairs = near_pairs(square_distances(gram), gram.diagonal(), 0);
        const auto exact = rows.to(torch::kFloat64);
        const auto expected =
            (exact.index_select(0, pairs.u) - exact.index_select(0, pairs.v)).square().sum(1);
        const auto found = near_squares_on_host<float>(pairs, rows, ThreadOrder::forwards);
        EXPECT_TRUE(torch::allclose(found, expected, 1e-6, 0)) << width;
        EXPECT_TRUE(torch::allclose(found, partial_square_distances(pairs, rows), 2e-6, 0)) << width;
        EXPECT_TRUE(torch::equal(found, near_squares_on_host<float>(pairs, rows, ThreadOrder::backwards)));
        EXPECT_TRUE(torch::allclose(near_squares_on_host<double>(pairs, exact, ThreadOrder::forwards),
                                    expected, 1e-13, 0));
    }
}

TEST(NearKernels, gradients_are_the_twins) {
    const auto rows = clustered(9, 300).to(torch::kFloat64);
    const auto gram = partial_gram(rows);
    const auto pairs = near_pairs(square_distances(gram), gram.diagonal(), 0);
    const auto c = torch::rand({pairs.size()}, torch::kFloat64);
    auto expected = torch::ones_like(rows);
    add_differences(pairs, c, rows, expected);
    for (const auto order : {ThreadOrder::forwards, ThreadOrder::backwards}) {
        auto found = torch::ones_like(rows);
        near_gradients_on_host<double>(pairs, c, rows, found, order);
        EXPECT_TRUE(torch::allclose(found, expected, 1e-14, 1e-16));
        auto single = torch::ones({9, 300});
        near_gradients_on_host<float>(pairs, c.to(torch::kFloat32), rows.to(torch::kFloat32), single, order);
        EXPECT_TRUE(torch::allclose(single.to(torch::kFloat64), expected, 1e-6, 1e-6));
    }
}

}  // namespace gren::gram_kernels_test
