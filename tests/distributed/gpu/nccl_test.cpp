// Collectives of CUDA tensors, on ranks with a GPU each or sharing one (GREN_TEST_DEVICE=cuda, bench/gpu.sh):
// values by formula, bytes by COLLECTIVES.md, even, uneven and empty parts, on both of a world's groups.
#include <gtest/gtest.h>

#include <functional>
#include <numeric>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>

#include "distributed/collectives.h"
#include "distributed/column_exchange.h"
#include "distributed/differentiable_gather.h"
#include "distributed/gradient_reducer.h"
#include "distributed/side_stream.h"
#include "tests/support/mpi_main.h"

namespace gren::nccl_test {
namespace {

constexpr std::int64_t kColumns = 5;

using Rows = std::vector<std::int64_t>;

Rows even() {
    return Rows(static_cast<std::size_t>(test_world().size()), 3);
}
Rows uneven() {
    Rows rows;
    for (int r = 0; r < test_world().size(); ++r) rows.push_back(r == 1 ? 0 : 2 + r);
    return rows;
}
std::int64_t sum(const Rows& rows) {
    return std::accumulate(rows.begin(), rows.end(), std::int64_t{0});
}

struct Told final : TrafficListener {
    explicit Told(Traffic& traffic_) : traffic(traffic_) { traffic.tell(this); }
    ~Told() override { traffic.tell(nullptr); }
    void carried_out(const CollectiveSpan& span) override { spans.push_back(span); }
    void awaited(const CollectiveSpan&, const Moment&, const Moment& until) override {
        ends_of_waits.push_back(until);
    }
    Traffic& traffic;
    std::vector<CollectiveSpan> spans;
    std::vector<Moment> ends_of_waits;
};

// Row u of the global matrix is 100 u + column.
torch::Tensor whole(const Rows& rows, at::ScalarType type = torch::kFloat64) {
    const auto row = torch::arange(sum(rows), torch::kFloat64).unsqueeze(1) * 100;
    return (row + torch::arange(kColumns, torch::kFloat64)).to(test_world().device(), type);
}
torch::Tensor own(const Rows& rows, at::ScalarType type = torch::kFloat64) {
    const auto rank = test_world().rank();
    const auto first = std::accumulate(rows.begin(), rows.begin() + rank, std::int64_t{0});
    return whole(rows, type).narrow(0, first, rows[static_cast<std::size_t>(rank)]);
}

std::int64_t bytes_of(Collective collective, const std::function<void()>& call) {
    const auto before = test_world().traffic().of(collective).bytes;
    call();
    return test_world().traffic().of(collective).bytes - before;
}

}  // namespace

TEST(Nccl, the_world_is_on_a_gpu) {
    EXPECT_TRUE(test_world().device().is_cuda());
    EXPECT_TRUE(test_world().graph().device().is_cuda());
    EXPECT_NE(test_world().group(), test_world().graph().group());
}

// Without it NCCL guesses a device for what has no tensor, such as a barrier.
TEST(Nccl, groups_and_their_backends_know_the_gpu) {
    auto& world = test_world();
    for (auto* group : {&world, &world.graph()}) {
        EXPECT_EQ(group->group()->getBoundDeviceId(), world.device());
        EXPECT_EQ(group->group()->getBackend(torch::kCUDA)->getBoundDeviceId(), world.device());
    }
}

TEST(Nccl, all_reduce_and_its_bytes) {
    auto& world = test_world();
    auto tensor = torch::full({6}, world.rank() + 1, world.device()).to(torch::kFloat64);
    const auto bytes = bytes_of(Collective::all_reduce, [&] { all_reduce_sum(world, tensor); });
    EXPECT_EQ(tensor.cpu()[0].item<double>(), world.size() * (world.size() + 1) / 2);
    EXPECT_EQ(bytes, 2 * 48 * (world.size() - 1) / world.size());
}

TEST(Nccl, broadcast_from_rank_0) {
    auto tensor = torch::full({4}, test_world().rank() + 7, test_world().device());
    broadcast(test_world(), tensor);
    EXPECT_TRUE(tensor.eq(7).all().item<bool>());
}

TEST(Nccl, rows_of_all_ranks_on_both_groups) {
    auto& world = test_world();
    for (const auto& rows : {even(), uneven()})
        for (auto* group : {&world, &world.graph()})
            for (const auto type : {torch::kFloat64, torch::kFloat32, torch::kBFloat16, torch::kInt64}) {
                torch::Tensor all;
                const auto part = own(rows, type);
                const auto bytes =
                    bytes_of(Collective::all_gather, [&] { all = gather_rows(*group, part, rows); });
                EXPECT_TRUE(torch::equal(all, whole(rows, type)));
                EXPECT_EQ(bytes, static_cast<std::int64_t>(part.nbytes()) * (world.size() - 1));
            }
}

TEST(Nccl, the_gradient_of_a_gather_is_the_sum_on_the_owner) {
    auto& world = test_world();
    for (const auto& rows : {even(), uneven()}) {
        const auto part = own(rows).clone().requires_grad_(true);
        const auto scale = torch::arange(sum(rows), part.options()).unsqueeze(1) * (world.rank() + 1.0);
        const auto bytes = bytes_of(Collective::reduce_scatter, [&] {
            (differentiable_gather_rows(world.graph(), part, rows) * scale).sum().backward();
        });
        const auto ranks = world.size() * (world.size() + 1) / 2.0;  // Σ (rank + 1)
        EXPECT_TRUE(
            torch::allclose(part.grad(), own(rows).select(1, 0).unsqueeze(1).expand_as(part) / 100 * ranks));
        EXPECT_EQ(bytes, static_cast<std::int64_t>(whole(rows).nbytes() - part.nbytes()));
    }
}

TEST(Nccl, rows_to_columns_and_back) {
    auto& world = test_world();
    for (const auto& rows : {even(), uneven()}) {
        const auto columns = rows_to_columns(world.graph(), own(rows), rows);
        EXPECT_TRUE(torch::equal(
            columns, whole(rows).tensor_split(world.size(), 1)[static_cast<std::size_t>(world.rank())]));
        EXPECT_TRUE(torch::equal(columns_to_rows(world.graph(), columns, rows, kColumns), own(rows)));
    }
}

TEST(Nccl, the_reducer_leaves_the_mean) {
    auto& world = test_world();
    const auto weight = torch::ones({1000}, world.device()).requires_grad_(true);
    GradientReducer reducer(world, {weight}, /*bucket_bytes=*/1024);
    for (int step = 0; step < 3; ++step) {
        reducer.zero_gradients();
        reducer.forward_begins();
        const auto loss = (weight * (world.rank() + 1.0)).sum();
        reducer.backward_begins(loss);
        loss.backward();
        EXPECT_TRUE(torch::allclose(weight.grad(), torch::full_like(weight, (world.size() + 1) / 2.0)));
    }
}

// Repeated, since a race is no certainty: the side stream reads what the first one writes late, and
// the other way.
TEST(Nccl, the_side_stream_waits_and_is_waited_for) {
    auto& world = test_world();
    const auto big = torch::rand({2048, 2048}, world.device());
    for (int repeat = 0; repeat < 50; ++repeat) {
        auto slow = big;
        for (int i = 0; i < 10; ++i) slow = torch::mm(slow, big) / 1024;
        const auto expected = slow.sum();
        const auto mark = mark_stream(world.device());
        torch::Tensor found;
        {
            const SideStream side(world, mark, {slow});
            found = side.handed_back(slow.sum());
        }
        EXPECT_EQ(found.item<float>(), expected.item<float>());
    }
}

// Behind ten products that the host does not wait for: every moment lies in a stream, and in order.
TEST(Nccl, tells_when_its_stream_carried_out_a_collective) {
    auto& world = test_world();
    Told told(world.traffic());
    auto big = torch::rand({2048, 2048}, world.device());
    for (int i = 0; i < 10; ++i) big = torch::mm(big, big) / 1024;
    all_reduce_sum(world, big);
    all_reduce_sum(world.graph(), big);
    big.sum().item<float>();
    ASSERT_EQ(told.spans.size(), 2U);
    ASSERT_EQ(told.ends_of_waits.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        const auto& span = told.spans[i];
        EXPECT_EQ(span.of_graph, i == 1);
        EXPECT_GE(span.begun.event->seconds_since(*span.submitted.event), 0);
        EXPECT_GT(span.ended.event->seconds_since(*span.begun.event), 0);
        EXPECT_GE(told.ends_of_waits[i].event->seconds_since(*span.ended.event), 0);
    }
    EXPECT_GE(told.spans[1].begun.event->seconds_since(*told.spans[0].ended.event), 0);
}

TEST(Nccl, what_the_host_decides_by_still_travels_by_mpi) {
    const auto texts = gather_text(test_world(), "rank " + std::to_string(test_world().rank()));
    for (std::size_t rank = 0; rank < texts.size(); ++rank)
        EXPECT_EQ(texts[rank], "rank " + std::to_string(rank));
    barrier(test_world());
}

}  // namespace gren::nccl_test
