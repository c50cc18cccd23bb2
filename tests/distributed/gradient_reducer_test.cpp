// Gradients after a backward pass against the average of the ranks' gradients, computed without a reducer.
#include "distributed/gradient_reducer.h"

#include <gtest/gtest.h>
#include <torch/autograd.h>
#include <torch/nn.h>

#include <map>

#include "tests/support/mpi_main.h"

namespace gren::gradient_reducer_test {
namespace {

torch::nn::Sequential small_network() {
    torch::manual_seed(7);
    return torch::nn::Sequential(torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 8, 3).padding(1)),
                                 torch::nn::ReLU(), torch::nn::Conv2d(8, 4, 3), torch::nn::Flatten(),
                                 torch::nn::Linear(4 * 16, 5));
}

torch::Tensor images_of(int rank, int step) {
    torch::manual_seed(static_cast<std::uint64_t>(1000 * rank + step));
    return torch::randn({2, 3, 6, 6});
}

torch::Tensor loss_of(torch::nn::Sequential& network, const torch::Tensor& images) {
    return network->forward(images).square().mean();
}

// The average over all ranks' batches, each rank computing everybody's.
std::vector<torch::Tensor> expected_gradients(torch::nn::Sequential& network, int ranks, int step) {
    std::vector<torch::Tensor> mean;
    for (const auto& p : network->parameters()) mean.push_back(torch::zeros_like(p));
    for (int r = 0; r < ranks; ++r) {
        const auto gradients =
            torch::autograd::grad({loss_of(network, images_of(r, step))}, network->parameters());
        for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += gradients[i] / ranks;
    }
    return mean;
}

void expect_average_over_steps(torch::nn::Sequential network, std::int64_t bucket_bytes,
                               torch::MemoryFormat format) {
    auto& world = test_world();
    auto reference = std::dynamic_pointer_cast<torch::nn::SequentialImpl>(network->clone());
    torch::nn::Sequential twin(reference);
    GradientReducer reducer(world, network->parameters(), bucket_bytes);
    for (int step = 0; step < 3; ++step) {  // buckets are made anew after the first
        const auto expected = expected_gradients(twin, world.size(), step);
        reducer.zero_gradients();
        reducer.forward_begins();
        const auto loss = loss_of(network, images_of(world.rank(), step).contiguous(format));
        reducer.backward_begins(loss);
        loss.backward();
        const auto parameters = network->parameters();
        for (std::size_t i = 0; i < parameters.size(); ++i)
            EXPECT_TRUE(torch::allclose(parameters[i].grad(), expected[i], 1e-5, 1e-7))
                << "step " << step << " parameter " << i;
    }
}

TEST(GradientReducer, gradients_are_the_mean_over_ranks) {
    expect_average_over_steps(small_network(), 25 << 20, torch::MemoryFormat::Contiguous);
}

TEST(GradientReducer, many_small_buckets) {
    expect_average_over_steps(small_network(), 64, torch::MemoryFormat::Contiguous);
}

TEST(GradientReducer, channels_last_parameters_and_images) {
    auto network = small_network();
    for (auto& p : network->parameters())
        if (p.dim() == 4) p.set_data(p.contiguous(torch::MemoryFormat::ChannelsLast));
    expect_average_over_steps(network, 1024, torch::MemoryFormat::ChannelsLast);
}

TEST(GradientReducer, contiguous_parameters_and_channels_last_images) {
    expect_average_over_steps(small_network(), 1024, torch::MemoryFormat::ChannelsLast);
}

// Ten parameters of 400 bytes: in the steps after the first, one all-reduce per bucket.
TEST(GradientReducer, bucket_size_decides_the_number_of_all_reduces) {
    auto& world = test_world();
    const std::vector<std::pair<std::int64_t, std::int64_t>> cases = {{400, 10}, {800, 5}, {1 << 20, 1}};
    for (const auto& [bucket_bytes, buckets] : cases) {
        std::vector<torch::Tensor> parameters;
        for (int i = 0; i < 10; ++i) parameters.push_back(torch::ones({100}).requires_grad_());
        GradientReducer reducer(world, parameters, bucket_bytes);
        for (int step = 0; step < 3; ++step) {
            reducer.forward_begins();
            const auto before = world.traffic().of(Collective::all_reduce);
            const auto loss = torch::cat(parameters).sum();
            reducer.backward_begins(loss);
            loss.backward();
            const auto after = world.traffic().of(Collective::all_reduce);
            EXPECT_EQ(after.calls - before.calls, buckets) << bucket_bytes << " bytes, step " << step;
            EXPECT_EQ(after.bytes - before.bytes,
                      buckets * (2 * (4000 / buckets) * (world.size() - 1) / world.size()));
        }
    }
}

TEST(GradientReducer, zero_gradients_keeps_the_memory) {
    auto parameter = torch::ones({10}).requires_grad_();
    GradientReducer reducer(test_world(), {parameter});
    void* memory = nullptr;
    for (int step = 0; step < 3; ++step) {
        reducer.zero_gradients();
        reducer.forward_begins();
        const auto loss = (parameter * (1 + test_world().rank())).sum();
        reducer.backward_begins(loss);
        loss.backward();
        if (step == 1) memory = parameter.grad().data_ptr();
        EXPECT_TRUE(parameter.grad().eq(0.5 * (1 + test_world().size())).all().item<bool>())
            << parameter.grad();
    }
    EXPECT_EQ(parameter.grad().data_ptr(), memory);
}

TEST(BroadcastModule, parameters_and_buffers_become_those_of_rank_0) {
    const auto build = [](int seed) {
        torch::manual_seed(static_cast<std::uint64_t>(seed));
        torch::nn::Sequential network(torch::nn::Conv2d(3, 4, 3), torch::nn::BatchNorm2d(4));
        for (auto& buffer : network->buffers()) buffer += seed;
        for (auto& p : network->parameters())
            if (p.dim() == 4) p.set_data(p.contiguous(torch::MemoryFormat::ChannelsLast));
        return network;
    };
    auto network = build(test_world().rank());
    const auto expected = build(0);
    broadcast_module(test_world(), *network);
    for (const auto& p : expected->named_parameters())
        EXPECT_TRUE(torch::equal(network->named_parameters()[p.key()], p.value())) << p.key();
    for (const auto& b : expected->named_buffers())
        EXPECT_TRUE(torch::equal(network->named_buffers()[b.key()], b.value())) << b.key();
}

}  // namespace
}  // namespace gren::gradient_reducer_test
