// What the fake must do for its word to count: values, captures and their errors, and orders that are wrong.
// Run by own_tests.sh.
#include <ATen/cuda/CUDAEvent.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <cuda_runtime_api.h>
#include <gtest/gtest.h>
#include <torch/types.h>

#include "distributed/gpu/work_recorder.h"

namespace gren::fake_cuda_test {
namespace {

const auto kGpu = torch::TensorOptions(torch::kCUDA);

c10::cuda::CUDAStream side_stream() {
    return c10::cuda::getStreamFromPool();
}

Traffic traffic;  // of recordings, which carry nothing here

}  // namespace

TEST(FakeCuda, computes) {
    const auto a = torch::ones({4}, kGpu);
    EXPECT_TRUE(a.is_cuda());
    EXPECT_EQ((a * 2 + torch::arange(4, kGpu)).cpu().sum().item<float>(), 14);
    EXPECT_EQ(torch::mm(torch::ones({3, 5}, kGpu), torch::ones({5, 2}, kGpu))[1][1].item<float>(), 5);
}

TEST(FakeCuda, writes_in_place_and_through_views) {
    const auto a = torch::zeros({2, 3}, kGpu);
    a.select(1, 1).add_(7);
    a.t()[2].copy_(torch::tensor({1.0F, 2.0F}));
    EXPECT_TRUE(torch::equal(a.cpu(), torch::tensor({{0.0F, 7.0F, 1.0F}, {0.0F, 7.0F, 2.0F}})));
}

TEST(FakeCuda, finds_indices_by_value) {
    const auto a = torch::tensor({0, 3, 0, 4}, kGpu);
    EXPECT_TRUE(torch::equal(a.nonzero().cpu(), torch::tensor({{1}, {3}})));
    EXPECT_TRUE(torch::equal(a.index({a > 0}).cpu(), torch::tensor({3, 4})));
}

TEST(FakeCuda, gives_memory_full_of_nan) {
    EXPECT_TRUE(torch::empty({1000000}, kGpu).isnan().all().item<bool>());
}

TEST(FakeCuda, records_without_doing_and_replays) {
    const auto x = torch::zeros({3}, kGpu);
    const auto recorder = make_work_recorder(torch::Device(torch::kCUDA, 0), traffic);
    torch::Tensor y;
    const auto replay = recorder->record([&] {
        x.add_(1);
        y = x * 10;
    });
    EXPECT_EQ(x.sum().item<float>(), 0);
    for (int i = 0; i < 2; ++i) replay();
    EXPECT_EQ(x.sum().item<float>(), 6);
    EXPECT_EQ(y.sum().item<float>(), 60);
}

TEST(FakeCuda, refuses_to_record_a_wait_of_the_host_and_goes_on) {
    const auto recorder = make_work_recorder(torch::Device(torch::kCUDA, 0), traffic);
    const auto x = torch::ones({3}, kGpu);
    EXPECT_THROW(recorder->record([&] { (x * 2).sum().item<float>(); }), c10::Error);
    EXPECT_EQ((x + 1).sum().item<float>(), 6);
    c10::cuda::CUDACachingAllocator::emptyCache();
    EXPECT_EQ(torch::ones({8 << 20}, kGpu).sum().item<float>(), 8 << 20);
}

// A block that a second stream has used is free again when the allocator has seen that stream's event, which
// it does not look at while it takes a recording to be under way.
TEST(FakeCuda, reuses_what_two_streams_used_after_a_recording_that_failed) {
    const auto recorder = make_work_recorder(torch::Device(torch::kCUDA, 0), traffic);
    const auto x = torch::ones({3}, kGpu);
    EXPECT_THROW(recorder->record([&] { (x * 2).sum().item<float>(); }), c10::Error);
    const auto side = side_stream();
    const auto reserved = [] {
        return c10::cuda::CUDACachingAllocator::getDeviceStats(0).reserved_bytes[0].current;
    };
    const auto before = reserved();
    constexpr std::int64_t kBytes = 64 << 20;
    for (int i = 0; i < 10; ++i) torch::empty({kBytes}, kGpu.dtype(torch::kByte)).record_stream(side);
    EXPECT_LE(reserved(), before + 2 * kBytes);
}

TEST(FakeCuda, orders_by_events) {
    const auto a = torch::ones({100}, kGpu);
    at::cuda::CUDAEvent written;
    written.record();
    const auto side = side_stream();
    torch::Tensor b;
    {
        const c10::cuda::CUDAStreamGuard guard(side);
        written.block(side);
        b = a + 1;
    }
    at::cuda::CUDAEvent read;
    read.record(side);
    read.block(c10::cuda::getCurrentCUDAStream());
    EXPECT_EQ(b.sum().item<float>(), 200);
    side.synchronize();
}

TEST(Wrong, reads_what_another_stream_writes) {
    const auto a = torch::ones({100}, kGpu);
    const c10::cuda::CUDAStreamGuard guard(side_stream());
    EXPECT_EQ((a + 1).cpu().sum().item<float>(), 200);  // here, but not on a GPU
}

TEST(Wrong, gives_back_what_another_stream_reads) {
    auto a = torch::ones({100}, kGpu);
    at::cuda::CUDAEvent written;
    written.record();
    const auto side = side_stream();
    torch::Tensor b;
    {
        const c10::cuda::CUDAStreamGuard guard(side);
        written.block(side);
        b = a + 1;
        a = torch::Tensor();
    }
    side.synchronize();
}

}  // namespace gren::fake_cuda_test
