// Batch norm on parts of a batch against torch::nn::BatchNorm2d on the whole batch in one process.
#include "distributed/batch_norm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/batchnorm.h>

#include <limits>
#include <map>
#include <stdexcept>

#include "distributed/collectives.h"
#include "tests/support/mpi_main.h"

namespace gren::batch_norm_test {
namespace {

using torch::Tensor;

constexpr std::int64_t kChannels = 4;

// Eight images; the split is uneven, and of four ranks one has none.
std::pair<std::int64_t, std::int64_t> own_images(const World& world) {
    static const std::vector<std::vector<std::int64_t>> splits = {{8}, {5, 3}, {3, 3, 2}, {3, 0, 3, 2}};
    const auto& rows = splits[static_cast<std::size_t>(world.size() - 1)];
    std::int64_t begin = 0;
    for (int r = 0; r < world.rank(); ++r) begin += rows[static_cast<std::size_t>(r)];
    return {begin, rows[static_cast<std::size_t>(world.rank())]};
}

Tensor fixed(std::uint64_t seed) {
    auto generator = torch::make_generator<torch::CPUGeneratorImpl>(seed);
    const auto x = torch::randn({8, kChannels, 5, 3}, generator, torch::kFloat64);
    return x * (1 + torch::arange(8).view({8, 1, 1, 1})) + torch::arange(kChannels).view({kChannels, 1, 1});
}

template <typename Norm>
void set_parameters(Norm& norm, at::ScalarType type) {
    norm->to(type);
    const torch::NoGradGuard no_grad;
    norm->named_parameters()["weight"].copy_(torch::tensor({1.5, -0.5, 1.0, 2.0}));
    norm->named_parameters()["bias"].copy_(torch::tensor({0.1, 0.2, -0.3, 0.0}));
    norm->named_buffers()["running_mean"].copy_(torch::tensor({0.5, 1.0, 1.5, 2.0}));
    norm->named_buffers()["running_var"].copy_(torch::tensor({2.0, 3.0, 4.0, 5.0}));
}

struct Outcome {
    Tensor y, dx, d_weight, d_bias, running_mean, running_var;
};

// Two steps, so that running statistics are those of a history; the loss is <y, direction>.
template <typename Norm>
Outcome two_steps(Norm& norm, const Tensor& first, const Tensor& second, const Tensor& direction) {
    norm->forward(first);
    auto x = second.detach().clone(at::MemoryFormat::Preserve).requires_grad_();
    const auto y = norm->forward(x);
    (y * direction).sum().backward();
    auto parameters = norm->named_parameters();
    auto buffers = norm->named_buffers();
    return {y.detach(),
            x.grad(),
            parameters["weight"].grad(),
            parameters["bias"].grad(),
            buffers["running_mean"],
            buffers["running_var"]};
}

Outcome whole_batch(bool training = true) {
    torch::nn::BatchNorm2d norm(kChannels);
    set_parameters(norm, torch::kFloat64);
    norm->train(training);
    return two_steps(norm, fixed(1), fixed(2), fixed(3));
}

double worst(const Tensor& a, const Tensor& b) {
    if (a.sizes() != b.sizes()) return std::numeric_limits<double>::infinity();
    return a.numel() == 0 ? 0 : ((a - b).abs() / (1 + b.abs())).max().item<double>();
}

// `own` is of this rank's images; gradients of weight and bias are summed over the ranks.
void expect_equal(Outcome own, const Outcome& whole, double tolerance) {
    const auto [begin, count] = own_images(test_world());
    all_reduce_sum(test_world(), own.d_weight);
    all_reduce_sum(test_world(), own.d_bias);
    EXPECT_LE(worst(own.y.to(torch::kFloat64), whole.y.narrow(0, begin, count)), tolerance);
    EXPECT_LE(worst(own.dx.to(torch::kFloat64), whole.dx.narrow(0, begin, count)), tolerance);
    EXPECT_LE(worst(own.d_weight, whole.d_weight), tolerance);
    EXPECT_LE(worst(own.d_bias, whole.d_bias), tolerance);
    EXPECT_LE(worst(own.running_mean, whole.running_mean), tolerance);
    EXPECT_LE(worst(own.running_var, whole.running_var), tolerance);
}

Outcome own_part(NormMode mode, at::ScalarType parameters, at::ScalarType images, torch::MemoryFormat format,
                 bool training = true) {
    const auto [begin, count] = own_images(test_world());
    BatchNorm norm(kChannels, mode, mode == NormMode::sync ? &test_world() : nullptr);
    set_parameters(norm, parameters);
    norm->train(training);
    const auto part = [&, b = begin, n = count](std::uint64_t seed) {
        return fixed(seed).narrow(0, b, n).to(images).contiguous(format);
    };
    return two_steps(norm, part(1), part(2), part(3));
}

TEST(SyncBatchNorm, equals_one_process_in_float64) {
    expect_equal(own_part(NormMode::sync, torch::kFloat64, torch::kFloat64, torch::MemoryFormat::Contiguous),
                 whole_batch(), 1e-10);
}

TEST(SyncBatchNorm, equals_one_process_in_channels_last_float32) {
    const auto own =
        own_part(NormMode::sync, torch::kFloat32, torch::kFloat32, torch::MemoryFormat::ChannelsLast);
    EXPECT_TRUE(own.y.is_contiguous(torch::MemoryFormat::ChannelsLast));
    expect_equal(own, whole_batch(), 2e-5);
}

TEST(SyncBatchNorm, bfloat16_images_with_float32_parameters) {
    for (const auto format : {torch::MemoryFormat::Contiguous, torch::MemoryFormat::ChannelsLast}) {
        const auto own = own_part(NormMode::sync, torch::kFloat32, torch::kBFloat16, format);
        EXPECT_EQ(own.y.scalar_type(), torch::kBFloat16);
        EXPECT_EQ(own.dx.scalar_type(), torch::kBFloat16);
        EXPECT_EQ(own.d_weight.scalar_type(), torch::kFloat32);
        expect_equal(own, whole_batch(), 0.03);  // images and direction are rounded to 8 bits
    }
}

TEST(SyncBatchNorm, keeps_its_digits_far_from_zero) {
    auto& world = test_world();
    const auto x = fixed(1).narrow(0, 2 * world.rank(), 2).to(torch::kFloat32) + 10'000;
    BatchNorm norm(kChannels, NormMode::sync, &world);
    const auto y = norm->forward(x);
    // Of all ranks' images, by definition, in float64.
    const auto all =
        gather_rows(world, x, std::vector<std::int64_t>(static_cast<std::size_t>(world.size()), 2))
            .to(torch::kFloat64);
    const auto mean = all.mean({0, 2, 3}, true);
    const auto expected = (x - mean) / ((all - mean).square().mean({0, 2, 3}, true) + 1e-5).sqrt();
    EXPECT_LE(worst(y.to(torch::kFloat64), expected), 2e-3);  // float32 holds 10,000 to 0.001
}

// Masked lungs: nine tenths of each image are one value.
Tensor mostly_constant(std::uint64_t seed, std::int64_t images) {
    auto generator = torch::make_generator<torch::CPUGeneratorImpl>(seed);
    const auto x = torch::randn({images, kChannels, 96, 96}, generator, torch::kFloat32);
    const auto inside = torch::rand({images, 1, 96, 96}, generator, torch::kFloat32) < 0.1;
    return torch::where(inside, x, torch::full_like(x, -2.1179))
        .contiguous(torch::MemoryFormat::ChannelsLast);
}

double apart(const Tensor& found, const Tensor& expected) {
    return ((found.to(torch::kFloat64) - expected).norm() / expected.norm()).item<double>();
}

// Of two images a rank, in float32, beside torch's of all the images that count, in float64.
void expect_float64s_digits(NormMode mode) {
    auto& world = test_world();
    const bool alone = mode == NormMode::local;
    const auto x = mostly_constant(4, 2 * world.size());
    const auto direction = torch::linspace(0, 3, x.numel()).view(x.sizes()) * (x > -2);
    const auto own = [&](const Tensor& t) { return t.narrow(0, 2 * world.rank(), 2); };
    torch::nn::BatchNorm2d peer(kChannels);
    set_parameters(peer, torch::kFloat64);
    const auto seen = (alone ? own(x) : x).to(torch::kFloat64);
    const auto expected =
        two_steps(peer, seen, seen, (alone ? own(direction) : direction).to(torch::kFloat64));
    BatchNorm norm(kChannels, mode, &world);
    set_parameters(norm, torch::kFloat32);
    auto found = two_steps(norm, own(x), own(x), own(direction));
    if (!alone) {
        all_reduce_sum(world, found.d_weight);
        all_reduce_sum(world, found.d_bias);
    }
    EXPECT_LE(apart(found.running_mean, expected.running_mean), 2e-7);
    EXPECT_LE(apart(found.running_var, expected.running_var), 2e-7);
    EXPECT_LE(apart(found.d_weight, expected.d_weight), 1e-6);
    EXPECT_LE(apart(found.d_bias, expected.d_bias), 1e-6);
    EXPECT_LE(apart(found.y, alone ? expected.y : own(expected.y)), 1e-6);
    EXPECT_LE(apart(found.dx, alone ? expected.dx : own(expected.dx)), 1e-6);
}

TEST(SyncBatchNorm, keeps_its_digits_where_most_of_an_image_is_one_value) {
    expect_float64s_digits(NormMode::sync);
}

TEST(LocalBatchNorm, keeps_its_digits_where_most_of_an_image_is_one_value) {
    expect_float64s_digits(NormMode::local);
}

TEST(SyncBatchNorm, two_all_reduces_per_step_and_none_of_a_rank_alone) {
    auto& world = test_world();
    BatchNorm norm(kChannels, NormMode::sync, &world);
    const auto before = world.traffic().total();
    norm->forward(torch::ones({1, kChannels, 2, 2}).requires_grad_()).sum().backward();
    const auto after = world.traffic().total();
    EXPECT_EQ(after.calls - before.calls, world.size() == 1 ? 0 : 2);
    const auto share = [&](std::int64_t bytes) { return 2 * bytes * (world.size() - 1) / world.size(); };
    EXPECT_EQ(after.bytes - before.bytes, share(8 * (2 * kChannels + 1)) + share(8 * 2 * kChannels));
}

TEST(SyncBatchNorm, no_rank_has_an_image) {
    BatchNorm norm(kChannels, NormMode::sync, &test_world());
    auto x = torch::empty({0, kChannels, 3, 3}).requires_grad_();
    const auto y = norm->forward(x);
    y.sum().backward();
    EXPECT_EQ(y.sizes(), x.sizes());
    EXPECT_EQ(x.grad().sizes(), x.sizes());
    EXPECT_TRUE(norm->named_parameters()["weight"].grad().eq(0).all().item<bool>());
    EXPECT_TRUE(norm->named_buffers()["running_mean"].eq(0).all().item<bool>());
    EXPECT_TRUE(norm->named_buffers()["running_var"].eq(1).all().item<bool>());
}

TEST(SyncBatchNorm, one_value_per_channel_is_refused_on_every_rank) {
    BatchNorm norm(kChannels, NormMode::sync, &test_world());
    const auto x = torch::ones({test_world().rank() == 0 ? 1 : 0, kChannels, 1, 1});
    EXPECT_THROW(norm->forward(x), std::invalid_argument);
}

TEST(SyncBatchNorm, uses_running_statistics_in_eval_mode_without_communication) {
    const auto before = test_world().traffic().total().calls;
    const auto own =
        own_part(NormMode::sync, torch::kFloat64, torch::kFloat64, torch::MemoryFormat::Contiguous,
                 /*training=*/false);
    EXPECT_EQ(test_world().traffic().total().calls, before);
    expect_equal(own, whole_batch(/*training=*/false), 1e-12);
}

TEST(FrozenBatchNorm, is_eval_mode_while_training) {
    expect_equal(
        own_part(NormMode::frozen, torch::kFloat64, torch::kFloat64, torch::MemoryFormat::Contiguous),
        whole_batch(/*training=*/false), 1e-12);
}

TEST(LocalBatchNorm, is_torchs_of_this_ranks_images) {
    const auto [begin, count] = own_images(test_world());
    if (count == 0) {
        BatchNorm norm(kChannels, NormMode::local, nullptr);
        EXPECT_EQ(norm->forward(torch::empty({0, kChannels, 5, 3})).size(0), 0);
        return;
    }
    torch::nn::BatchNorm2d peer(kChannels);
    set_parameters(peer, torch::kFloat64);
    const auto part = [&, b = begin, n = count](std::uint64_t seed) { return fixed(seed).narrow(0, b, n); };
    const auto expected = two_steps(peer, part(1), part(2), part(3));
    const auto own =
        own_part(NormMode::local, torch::kFloat64, torch::kFloat64, torch::MemoryFormat::Contiguous);
    EXPECT_LE(worst(own.y, expected.y), 1e-12);
    EXPECT_LE(worst(own.dx, expected.dx), 1e-12);
    EXPECT_LE(worst(own.running_var, expected.running_var), 1e-12);
}

TEST(BatchNorm, is_named_and_counted_as_torchs) {
    BatchNorm norm(kChannels, NormMode::sync, &test_world());
    torch::nn::BatchNorm2d peer(kChannels);
    EXPECT_EQ(norm->named_parameters().keys(), peer->named_parameters().keys());
    EXPECT_EQ(norm->named_buffers().keys(), peer->named_buffers().keys());
    const auto x = torch::randn({2, kChannels, 3, 3});
    norm->forward(x);
    norm->forward(x);
    EXPECT_EQ(norm->named_buffers()["num_batches_tracked"].item<int>(), 2);
    norm->eval();
    norm->forward(x);
    EXPECT_EQ(norm->named_buffers()["num_batches_tracked"].item<int>(), 2);
}

TEST(BatchNorm, modes_have_names) {
    for (const auto* name : {"sync", "local", "frozen"}) EXPECT_EQ(to_string(norm_mode_from(name)), name);
    EXPECT_THROW(norm_mode_from("group"), std::invalid_argument);
    EXPECT_THROW(BatchNorm(kChannels, NormMode::sync, nullptr), std::invalid_argument);
}

}  // namespace
}  // namespace gren::batch_norm_test
