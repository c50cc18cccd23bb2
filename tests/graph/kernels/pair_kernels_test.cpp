// The pair kernels on the host, against pair_regularizer (their twin) and double loops in float64.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <string>

#include "graph/edge_gradients.h"
#include "graph/kernels/edge_gradient_rows.cuh"
#include "graph/kernels/pair_gradients.cuh"
#include "graph/kernels/pair_squares.cuh"
#include "graph/regularizer.h"
#include "tests/graph/kernels/host_block.h"

namespace gren::pair_kernels_test {
namespace {

using torch::Tensor;

template <typename T>
constexpr auto kType = std::is_same_v<T, float> ? torch::kFloat32 : torch::kFloat64;

template <typename T>
Tensor squares_on_host(const Tensor& own, const Tensor& all, ThreadOrder order) {
    const auto u = own.size(0), v = all.size(0), d = own.size(1);
    auto partial = torch::full({kernels::pair_slices(u, v, d), u, v}, std::nan(""), torch::kFloat64);
    run_on_host(kernels::PairSquares<T>{own.data_ptr<T>(), all.data_ptr<T>(), partial.data_ptr<double>(), u,
                                        v, d, kernels::pair_slice_columns(u, v, d)},
                order);
    return partial.sum(0);
}

struct Gradients {
    Tensor to_own, to_all;
};

template <typename T>
Gradients gradients_on_host(const Tensor& own, const Tensor& all, const Tensor& coefficients,
                            ThreadOrder order) {
    Gradients g{torch::full_like(own, std::nan("")), torch::full_like(all, std::nan(""))};
    run_on_host(kernels::PairGradients<T>{own.data_ptr<T>(), all.data_ptr<T>(), coefficients.data_ptr<T>(),
                                          g.to_own.data_ptr<T>(), g.to_all.data_ptr<T>(), own.size(0),
                                          all.size(0), own.size(1)},
                order);
    return g;
}

EdgeGradients edge_gradients_on_host(const Tensor& squares, const Tensor& weight, ThreadOrder order) {
    EdgeGradients e{torch::full({squares.size(0)}, std::nan(""), torch::kFloat64),
                    torch::full_like(squares, std::nan(""))};
    run_on_host(kernels::EdgeGradientRows{squares.data_ptr<double>(), weight.data_ptr<double>(),
                                          e.coefficients.data_ptr<double>(), e.row_terms.data_ptr<double>(),
                                          squares.size(0), squares.size(1)},
                order);
    return e;
}

struct Case {
    std::int64_t own, all, features;
};

// Rows of `all` after the first `own` are other ranks'; image 1 equals image 0, so one distance is 0.
struct Input {
    Tensor own, all, weight;
};
template <typename T>
Input input(const Case& c) {
    torch::manual_seed(1 + c.all + c.features);
    auto all = torch::randn({c.all, c.features}, torch::kFloat64).to(kType<T>);
    if (c.all > 1) all[1] = all[0];
    auto weight = torch::rand({c.all, c.all}, torch::kFloat64).triu(1);
    weight = (weight + weight.t()).narrow(0, 0, c.own).contiguous();
    return {all.narrow(0, 0, c.own).contiguous(), all, weight};
}

std::vector<Case> cases() {
    std::vector<Case> all;
    for (const std::int64_t images : {1, 2, 3, 17, 64})
        for (const std::int64_t features : {1, 31, 128, 700}) {
            all.push_back({images, images, features});
            all.push_back({(images + 1) / 3, images, features});  // some, or none, of the rows
        }
    all.push_back({33, 70, 2100});
    return all;
}

std::string name(const Case& c) {
    return std::to_string(c.own) + " of " + std::to_string(c.all) + " images, " + std::to_string(c.features) +
           " features";
}

double worst(const Tensor& a, const Tensor& b) {
    if (a.numel() == 0) return 0;
    return (a.to(torch::kFloat64) - b.to(torch::kFloat64)).abs().max().item<double>() /
           std::max(1e-30, b.abs().max().item<double>());
}

Tensor naive_squares(const Tensor& own, const Tensor& all) {
    auto squares = torch::zeros({own.size(0), all.size(0)}, torch::kFloat64);
    const auto a = own.to(torch::kFloat64), b = all.to(torch::kFloat64);
    for (std::int64_t u = 0; u < own.size(0); ++u)
        for (std::int64_t v = 0; v < all.size(0); ++v) squares[u][v] = (a[u] - b[v]).square().sum();
    return squares;
}

Gradients naive_gradients(const Tensor& own, const Tensor& all, const Tensor& coefficients) {
    const auto a = own.to(torch::kFloat64), b = all.to(torch::kFloat64);
    Gradients g{torch::zeros_like(a), torch::zeros_like(b)};
    for (std::int64_t u = 0; u < own.size(0); ++u)
        for (std::int64_t v = 0; v < all.size(0); ++v) {
            const auto term = coefficients[u][v].item<double>() * (a[u] - b[v]);
            g.to_own[u] += term;
            g.to_all[v] -= term;
        }
    return g;
}

template <typename T>
struct PairKernels : testing::Test {
    static constexpr double kTolerance = std::is_same_v<T, float> ? 1e-6 : 1e-14;
};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(PairKernels, Types);

}  // namespace

TYPED_TEST(PairKernels, squares_equal_a_double_loop) {
    for (const auto& c : cases()) {
        const auto in = input<TypeParam>(c);
        const auto found = squares_on_host<TypeParam>(in.own, in.all, ThreadOrder::forwards);
        EXPECT_LE(worst(found, naive_squares(in.own, in.all)), this->kTolerance) << name(c);
        if (c.own > 1) {
            EXPECT_EQ(found[1][0].template item<double>(), 0) << name(c);
        }
    }
}

TYPED_TEST(PairKernels, gradients_equal_a_double_loop) {
    for (const auto& c : cases()) {
        const auto in = input<TypeParam>(c);
        const auto coefficients = in.weight.to(kType<TypeParam>);
        const auto found = gradients_on_host<TypeParam>(in.own, in.all, coefficients, ThreadOrder::forwards);
        const auto expected = naive_gradients(in.own, in.all, coefficients);
        EXPECT_LE(worst(found.to_own, expected.to_own), this->kTolerance) << name(c);
        EXPECT_LE(worst(found.to_all, expected.to_all), this->kTolerance) << name(c);
    }
}

TYPED_TEST(PairKernels, together_they_are_the_regularizer_and_its_gradient) {
    for (const auto& c : cases()) {
        const auto in = input<TypeParam>(c);
        auto own = in.own.clone().requires_grad_(true), all = in.all.clone().requires_grad_(true);
        const auto term = pair_regularizer(own, all, in.weight);
        term.backward();

        const auto squares = squares_on_host<TypeParam>(in.own, in.all, ThreadOrder::forwards);
        const auto edges = edge_gradients_on_host(squares, in.weight, ThreadOrder::forwards);
        const auto coefficients = (0.5 * edges.coefficients).to(kType<TypeParam>);
        const auto found = gradients_on_host<TypeParam>(in.own, in.all, coefficients, ThreadOrder::forwards);
        EXPECT_LE(worst(0.5 * edges.row_terms.sum(), term.detach()), this->kTolerance) << name(c);
        EXPECT_LE(worst(found.to_own, own.grad()), 2 * this->kTolerance) << name(c);
        EXPECT_LE(worst(found.to_all, all.grad()), 2 * this->kTolerance) << name(c);
    }
}

TYPED_TEST(PairKernels, near_neighbors_keep_their_digits) {
    torch::manual_seed(7);
    const auto base = torch::randn({1, 4096}, torch::kFloat64);
    const auto f = (base + 1e-3 * torch::randn({4, 4096}, torch::kFloat64)).to(kType<TypeParam>);
    const auto found = squares_on_host<TypeParam>(f, f, ThreadOrder::forwards);
    EXPECT_LE(worst(found, naive_squares(f, f)), this->kTolerance);
    const auto coefficients = torch::full({4, 4}, 1000, kType<TypeParam>);
    const auto gradients = gradients_on_host<TypeParam>(f, f, coefficients, ThreadOrder::forwards);
    EXPECT_LE(worst(gradients.to_own, naive_gradients(f, f, coefficients).to_own), this->kTolerance);
}

TYPED_TEST(PairKernels, the_order_of_threads_and_blocks_does_not_matter) {
    const auto in = input<TypeParam>({40, 50, 1300});
    const auto coefficients = in.weight.to(kType<TypeParam>);
    const auto run = [&](ThreadOrder order) {
        const auto squares = squares_on_host<TypeParam>(in.own, in.all, order);
        const auto edges = edge_gradients_on_host(squares, in.weight, order);
        const auto g = gradients_on_host<TypeParam>(in.own, in.all, coefficients, order);
        return std::vector<Tensor>{squares, edges.coefficients, edges.row_terms, g.to_own, g.to_all};
    };
    const auto forwards = run(ThreadOrder::forwards), backwards = run(ThreadOrder::backwards);
    for (std::size_t i = 0; i < forwards.size(); ++i)
        EXPECT_TRUE(torch::equal(forwards[i], backwards[i])) << i;
}

TEST(EdgeGradientRows, many_columns_equal_a_double_loop_and_equal_images_move_nothing) {
    torch::manual_seed(2);
    auto squares = torch::rand({3, 1000}, torch::kFloat64);
    const auto weight = torch::rand({3, 1000}, torch::kFloat64);
    squares.select(1, 5).zero_();
    const auto found = edge_gradients_on_host(squares, weight, ThreadOrder::forwards);
    for (int u = 0; u < 3; ++u) {
        double term = 0;
        for (int v = 0; v < 1000; ++v) {
            const double d = std::sqrt(squares[u][v].item<double>()), w = weight[u][v].item<double>();
            term += w * d;
            EXPECT_EQ(found.coefficients[u][v].item<double>(), v == 5 ? 0 : w / d);
        }
        EXPECT_NEAR(found.row_terms[u].item<double>(), term, 1e-12 * term);
    }
}

TEST(PairSlices, cover_all_columns_and_never_less_than_512) {
    for (const std::int64_t rows : {1, 16, 40, 4096})
        for (const std::int64_t features : {0, 1, 512, 513, 524288, 1000003}) {
            const auto columns = kernels::pair_slice_columns(rows, rows, features);
            EXPECT_EQ(columns % 128, 0);
            EXPECT_GE(columns, 512);
            EXPECT_EQ(kernels::pair_slices(rows, rows, features), (features + columns - 1) / columns);
        }
    EXPECT_EQ(kernels::pair_slices(16, 16, 524288), 1024);  // one tile: as many slices as 512 columns allow
    EXPECT_EQ(kernels::pair_slices(4096, 4096, 524288), 1);
}

}  // namespace gren::pair_kernels_test
