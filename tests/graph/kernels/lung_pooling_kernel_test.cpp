// Masked pooling on the host, against lung_features (its twin), its autograd, and a loop in float64.
#include <gtest/gtest.h>

#include <cmath>

#include "graph/kernels/lung_pooling.cuh"
#include "graph/lung_features.h"
#include "tests/graph/kernels/host_block.h"

namespace gren::lung_pooling_kernel_test {
namespace {

using torch::Tensor;

struct Case {
    std::int64_t images, channels, height, width;
};
const std::vector<Case> kCases = {{1, 1, 1, 1}, {2, 3, 4, 4}, {3, 17, 5, 7}, {2, 64, 16, 16}, {1, 70, 3, 33}};

struct Pooled {
    Tensor pooled, total, to_features;
};

// F in the memory format it has; the gradient of `pooled` is `direction`.
template <typename T>
Pooled pool_on_host(const Tensor& features, const Tensor& fractions, const Tensor& direction,
                    ThreadOrder order) {
    const auto format = features.suggest_memory_format();
    const kernels::FeatureLayout layout{features.size(0), features.size(1),
                                        features.size(2) * features.size(3),
                                        format == torch::MemoryFormat::ChannelsLast};
    const auto nan = std::nan("");
    Pooled p{torch::full({layout.images, 2, layout.channels}, nan, features.options()),
             torch::full({layout.images, 2}, nan, features.options()),
             torch::full_like(features, nan, torch::MemoryFormat::Preserve)};
    run_on_host(kernels::LungPooling<T>{{layout},
                                        features.data_ptr<T>(),
                                        fractions.data_ptr<T>(),
                                        p.pooled.template data_ptr<T>(),
                                        p.total.template data_ptr<T>()},
                order);
    run_on_host(kernels::LungPoolingBackward<T>{{layout},
                                                direction.data_ptr<T>(),
                                                fractions.data_ptr<T>(),
                                                p.total.template data_ptr<T>(),
                                                p.to_features.template data_ptr<T>()},
                order);
    return p;
}

struct Input {
    Tensor features, fractions, direction;
};
Input input(const Case& c, at::ScalarType type, torch::MemoryFormat format) {
    torch::manual_seed(c.channels);
    auto fractions = torch::rand({c.images, 2, c.height, c.width}, torch::kFloat64);
    if (c.images > 1) fractions[1][0].zero_();  // no left lung
    return {
        torch::randn({c.images, c.channels, c.height, c.width}, torch::kFloat64).to(type).contiguous(format),
        fractions.to(type), torch::randn({c.images, 2, c.channels}, torch::kFloat64).to(type)};
}

Tensor naive(const Input& in) {
    const auto f = in.features.to(torch::kFloat64), s = in.fractions.to(torch::kFloat64);
    auto pooled = torch::zeros(in.direction.sizes(), torch::kFloat64);
    for (std::int64_t b = 0; b < f.size(0); ++b)
        for (int m = 0; m < 2; ++m)
            for (std::int64_t c = 0; c < f.size(1); ++c) {
                const double share = s[b][m].sum().item<double>();
                pooled[b][m][c] = share == 0 ? 0 : (s[b][m] * f[b][c]).sum().item<double>() / share;
            }
    return pooled;
}

template <typename T>
void expect_equal(double tolerance) {
    constexpr auto type = std::is_same_v<T, float> ? torch::kFloat32 : torch::kFloat64;
    for (const auto& c : kCases)
        for (const auto format : {torch::MemoryFormat::Contiguous, torch::MemoryFormat::ChannelsLast}) {
            const auto in = input(c, type, format);
            const auto found =
                pool_on_host<T>(in.features, in.fractions, in.direction, ThreadOrder::forwards);
            auto leaf = in.features.clone().requires_grad_(true);
            const auto twin = region_features(leaf, in.fractions, {false, true}, LungVariant::pooled);
            twin.backward(in.direction);
            EXPECT_TRUE(torch::allclose(found.pooled, twin.detach(), tolerance, tolerance)) << c.channels;
            EXPECT_TRUE(torch::allclose(found.pooled.to(torch::kFloat64), naive(in), tolerance, tolerance))
                << c.channels;
            EXPECT_TRUE(torch::allclose(found.to_features, leaf.grad(), tolerance, tolerance)) << c.channels;
            if (c.images > 1) {
                EXPECT_EQ(found.pooled[1][0].abs().sum().template item<double>(), 0) << c.channels;
            }

            const auto again =
                pool_on_host<T>(in.features, in.fractions, in.direction, ThreadOrder::backwards);
            EXPECT_TRUE(torch::equal(again.pooled, found.pooled));
            EXPECT_TRUE(torch::equal(again.to_features, found.to_features));
        }
}

}  // namespace

TEST(LungPoolingKernel, equals_twin_and_loop_in_both_layouts_float32) {
    expect_equal<float>(1e-6);
}

TEST(LungPoolingKernel, equals_twin_and_loop_in_both_layouts_float64) {
    expect_equal<double>(1e-13);
}

TEST(LungPoolingKernel, no_image_is_no_work) {
    const kernels::FeatureLayout layout{0, 4, 9, false};
    run_on_host(kernels::LungPooling<float>{{layout}, nullptr, nullptr, nullptr, nullptr});
}

}  // namespace gren::lung_pooling_kernel_test
