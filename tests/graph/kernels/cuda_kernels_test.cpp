// The CUDA kernels on a GPU against their twins on the CPU: the same calls, on tensors of either device.
// Built with GREN_CUDA, run where there is a GPU (bench/gpu.sh).
#include <ATen/Context.h>
#include <c10/cuda/CUDAFunctions.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <algorithm>
#include <limits>

#include "distributed/norm_passes.h"
#include "graph/edge_weights.h"
#include "graph/gram.h"
#include "graph/lung_features.h"
#include "graph/near_pairs.h"
#include "graph/regularizer.h"

namespace gren::cuda_kernels_test {
namespace {

using torch::Tensor;

const std::vector<std::int64_t> kImages = {1, 2, 3, 17, 64, 300};
const std::vector<std::int64_t> kFeatures = {1, 31, 700, 20001};
const std::vector<at::ScalarType> kTypes = {torch::kFloat32, torch::kFloat64};

double tolerance(at::ScalarType type) {
    return type == torch::kFloat32 ? 2e-6 : 1e-13;
}

double worst(const Tensor& found, const Tensor& expected) {
    if (found.sizes() != expected.sizes()) return std::numeric_limits<double>::infinity();
    if (found.numel() == 0) return 0;
    const auto f = found.detach().to(torch::kCPU, torch::kFloat64), e = expected.detach().to(torch::kFloat64);
    return (f - e).abs().max().item<double>() / std::max(1e-30, e.abs().max().item<double>());
}

// While it lives, a call that makes the host wait for the GPU throws.
struct NoWaiting {
    NoWaiting() { c10::cuda::warning_state().set_sync_debug_mode(c10::cuda::SyncDebugMode::L_ERROR); }
    ~NoWaiting() { c10::cuda::warning_state().set_sync_debug_mode(c10::cuda::SyncDebugMode::L_DISABLED); }
};

Tensor hashes(std::int64_t images) {
    torch::manual_seed(images);
    const auto half = std::int64_t{1} << 32;
    return torch::randint(0, half, {images, 2}, torch::kInt64) * half +
           torch::randint(0, half, {images, 2}, torch::kInt64);
}

Tensor features(std::int64_t images, std::int64_t width, at::ScalarType type) {
    torch::manual_seed(images + width);
    auto f = torch::randn({images, width}, torch::kFloat64).to(type);
    if (images > 1) f[1] = f[0];
    return f;
}

Tensor symmetric_weights(std::int64_t images) {
    const auto weight = torch::rand({images, images}, torch::kFloat64).triu(1);
    return weight + weight.t();
}

struct Term {
    Tensor value, to_own, to_all;
};
Term term(const Tensor& all, std::int64_t own, const Tensor& weight, torch::Device device) {
    auto a = all.narrow(0, 0, own).to(device).detach().requires_grad_(true);
    auto b = all.to(device).detach().clone().requires_grad_(true);
    const auto w = weight.narrow(0, 0, own).to(device);
    const auto compute = [&] {
        const auto value = pair_regularizer(a, b, w);
        value.backward();
        return value.detach();
    };
    if (device.is_cpu()) return {compute(), a.grad(), b.grad()};
    const NoWaiting no_waiting;
    const auto value = compute();
    return {value, a.grad(), b.grad()};
}

}  // namespace

TEST(CudaKernels, hashes_and_weights_are_the_twins_bits) {
    for (const auto images : kImages) {
        const auto packed = hashes(images), on_gpu = packed.to(torch::kCUDA);
        auto valid = torch::rand({images}) > 0.2;
        EXPECT_TRUE(torch::equal(hash_similarity(on_gpu).cpu(), hash_similarity(packed))) << images;
        const RowRange last{images / 3, images - images / 3};
        EXPECT_TRUE(torch::equal(hash_similarity(on_gpu, last).cpu(), hash_similarity(packed, last)));
        EXPECT_TRUE(torch::equal(region_hash_similarity(on_gpu).squeeze(1).cpu(),
                                 region_hash_similarity(packed).squeeze(1)))
            << images;
        for (const auto sign : {GraphSign::attract, GraphSign::repel})
            for (const auto control : {WeightControl::none, WeightControl::constant,
                                       WeightControl::batch_constant, WeightControl::shuffled}) {
                const WeightRule rule{
                    .sign = sign, .control = control, .mean_similarity = 0.6, .shuffle_seed = 3};
                const auto expected = inter_weights(hash_similarity(packed), valid, rule);
                const auto found = inter_weights(hash_similarity(on_gpu), valid.to(torch::kCUDA), rule);
                EXPECT_TRUE(found.is_cuda());
                EXPECT_TRUE(torch::allclose(found.cpu(), expected, 1e-14, 0)) << images;
            }
    }
    const auto packed = hashes(64).to(torch::kCUDA),
               valid = torch::ones({64}, packed.options().dtype(torch::kBool));
    const NoWaiting no_waiting;
    inter_weights(hash_similarity(packed), valid, {});
}

TEST(CudaKernels, regularizer_and_gradients_equal_the_twin_without_waiting) {
    for (const auto type : kTypes)
        for (const auto images : kImages)
            for (const auto width : kFeatures)
                for (const std::int64_t own : {images, (images + 1) / 3}) {
                    const auto all = features(images, width, type), weight = symmetric_weights(images);
                    const auto expected = term(all, own, weight, torch::kCPU);
                    const auto found = term(all, own, weight, torch::kCUDA);
                    EXPECT_LE(worst(found.value, expected.value), tolerance(type)) << images << " " << width;
                    EXPECT_LE(worst(found.to_own, expected.to_own), tolerance(type))
                        << images << " " << width;
                    EXPECT_LE(worst(found.to_all, expected.to_all), tolerance(type))
                        << images << " " << width;
                }
}

TEST(CudaKernels, the_same_bits_each_time) {
    const auto all = features(300, 20001, torch::kFloat32), weight = symmetric_weights(300);
    const auto first = term(all, 300, weight, torch::kCUDA), second = term(all, 300, weight, torch::kCUDA);
    EXPECT_TRUE(torch::equal(first.value, second.value));
    EXPECT_TRUE(torch::equal(first.to_own, second.to_own));
    EXPECT_TRUE(torch::equal(first.to_all, second.to_all));
}

TEST(CudaKernels, gram_and_near_pairs_equal_the_twins) {
    const bool allowed = at::globalContext().allowTF32CuBLAS();
    at::globalContext().setAllowTF32CuBLAS(true);  // as --tf32 would: the Gram matrix stays float32
    for (const auto images : kImages)
        for (const auto width : kFeatures) {
            auto f = features(images, width, torch::kFloat32);
            for (std::int64_t i = 2; i < images; i += 3) f[i] = f[i - 1] + 1e-4 * f[i];
            center(f);
            const auto gram = partial_gram(f), on_gpu = gram.to(torch::kCUDA), rows = f.to(torch::kCUDA);
            EXPECT_LE(worst(partial_gram(rows), gram), 1e-6) << images << " " << width;
            const auto squares = square_distances(on_gpu);
            EXPECT_TRUE(torch::equal(squares.cpu(), square_distances(gram))) << images << " " << width;
            const auto first = images / 3, count = images - first;
            EXPECT_TRUE(
                torch::equal(square_distances(on_gpu.narrow(0, first, count), on_gpu.diagonal(), first).cpu(),
                             square_distances(gram).narrow(0, first, count)));
            const auto expected = near_pairs(square_distances(gram), gram.diagonal(), 0),
                       found = near_pairs(squares, on_gpu.diagonal(), 0);
            ASSERT_TRUE(torch::equal(found.u.cpu(), expected.u));
            ASSERT_TRUE(torch::equal(found.v.cpu(), expected.v));
            EXPECT_LE(worst(partial_square_distances(found, rows), partial_square_distances(expected, f)),
                      2e-6);
            const auto c = torch::rand({expected.size()}, torch::kFloat64);
            auto sum = torch::ones_like(f), sum_on_gpu = torch::ones_like(rows);
            add_differences(expected, c, f, sum);
            add_differences(found, c.to(torch::kCUDA), rows, sum_on_gpu);
            EXPECT_LE(worst(sum_on_gpu, sum), 2e-6);
            const auto coefficients = symmetric_weights(images);
            EXPECT_LE(worst(laplacian_product(coefficients.to(torch::kCUDA), rows),
                            laplacian_product(coefficients, f)),
                      1e-5);
        }
    at::globalContext().setAllowTF32CuBLAS(allowed);
}

TEST(CudaKernels, pooling_and_its_gradient_equal_the_twin_without_waiting) {
    for (const auto type : kTypes)
        for (const auto format : {torch::MemoryFormat::Contiguous, torch::MemoryFormat::ChannelsLast})
            for (const auto& sizes : std::vector<std::vector<std::int64_t>>{
                     {0, 8, 2, 2}, {1, 1, 1, 1}, {3, 17, 5, 7}, {4, 2048, 16, 16}}) {
                torch::manual_seed(4);
                auto f = torch::randn(sizes, torch::kFloat64).to(type).contiguous(format);
                auto fractions = torch::rand({sizes[0], 2, sizes[2], sizes[3]});
                if (sizes[0] > 1) fractions[1][0].zero_();
                const auto direction = torch::randn({sizes[0], 2, sizes[1]}, torch::kFloat64).to(type);
                auto cpu = f.clone().requires_grad_(true),
                     gpu = f.to(torch::kCUDA).detach().requires_grad_(true);
                const auto expected = region_features(cpu, fractions, {false, true}, LungVariant::pooled);
                expected.backward(direction);
                const auto share = fractions.to(torch::kCUDA), along = direction.to(torch::kCUDA);
                const auto found = [&] {
                    const NoWaiting no_waiting;
                    auto pooled = region_features(gpu, share, {false, true}, LungVariant::pooled);
                    pooled.backward(along);
                    return pooled;
                }();
                EXPECT_LE(worst(found, expected), tolerance(type)) << sizes;
                EXPECT_LE(worst(gpu.grad(), cpu.grad()), tolerance(type)) << sizes;
                EXPECT_TRUE(gpu.grad().is_contiguous(f.suggest_memory_format())) << sizes;
            }
}

TEST(CudaKernels, synchronized_batch_norm_is_torchs) {
    for (const auto format : {torch::MemoryFormat::Contiguous, torch::MemoryFormat::ChannelsLast}) {
        torch::manual_seed(9);
        const auto options = torch::TensorOptions().device(torch::kCUDA).dtype(torch::kFloat32);
        auto x = (torch::randn({5, 33, 7, 6}, options) * 2 + 3).contiguous(format).requires_grad_(true);
        auto weight = torch::randn({33}, options).requires_grad_(true), bias = torch::randn({33}, options);
        bias.requires_grad_(true);
        const auto dy = torch::randn({5, 33, 7, 6}, options).contiguous(format);
        const auto expected = torch::batch_norm(x, weight, bias, {}, {}, true, 0.1, 1e-5, false);
        expected.backward(dy);
        const torch::NoGradGuard no_gradient;
        RunningStatistics running{torch::zeros({33}, options), torch::ones({33}, options),
                                  torch::zeros({}, options.dtype(torch::kInt64))};
        const auto statistics = batch_statistics(nullptr, x, running, 0.1, 1e-5);
        const auto& passes = norm_passes_of_gpu();
        EXPECT_LE(worst(passes.normalized(x, weight, bias, statistics), expected.cpu()), 1e-5);
        const auto own = passes.own_gradients(dy, x, weight, statistics);
        EXPECT_LE(worst(own.weight, weight.grad().cpu()), 1e-5);
        EXPECT_LE(worst(own.bias, bias.grad().cpu()), 1e-5);
        EXPECT_LE(worst(passes.input_gradient(dy, x, weight, statistics, own.sums), x.grad().cpu()), 1e-5);
    }
}

}  // namespace gren::cuda_kernels_test
