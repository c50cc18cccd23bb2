// The work around another's does what that does and tells its waits; by MPI's work, since it needs no GPU.
#include "distributed/gpu/timed_work.h"

#include <gtest/gtest.h>

#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <vector>

#include "tests/support/mpi_main.h"

namespace gren::timed_work_test {
namespace {

struct Waits final : TrafficListener {
    explicit Waits(Traffic& traffic_) : traffic(traffic_) { traffic.tell(this); }
    ~Waits() override { traffic.tell(nullptr); }
    void carried_out(const CollectiveSpan&) override {}
    void awaited(const CollectiveSpan& span, const Moment& from, const Moment& until) override {
        if (span.sequence != 17) return;  // of the work inside
        ++count;
        EXPECT_LE(from.host, until.host);
    }
    Traffic& traffic;
    int count = 0;
};

c10::intrusive_ptr<c10d::Work> sum_of_ranks(World& world, torch::Tensor& tensor) {
    std::vector<torch::Tensor> tensors{tensor};
    return timed_work(world.group()->allreduce(tensors, {}), torch::kCPU, world.traffic(), {.sequence = 17});
}

}  // namespace

TEST(TimedWork, does_what_the_work_inside_does_and_tells_each_wait) {
    World& world = test_world();
    Waits waits(world.traffic());
    auto tensor = torch::full({3}, world.rank() + 1);
    const auto work = sum_of_ranks(world, tensor);
    EXPECT_TRUE(work->wait());
    EXPECT_EQ(waits.count, 1);
    const auto ranks = world.size();
    EXPECT_EQ(tensor[0].item<std::int64_t>(), ranks * (ranks + 1) / 2);
    EXPECT_TRUE(work->isCompleted());
    EXPECT_TRUE(work->isSuccess());
    EXPECT_EQ(work->retrieveOpType(), c10d::OpType::ALLREDUCE);
    EXPECT_EQ(work->result().size(), 1U);
    EXPECT_TRUE(work->getFuture()->completed());
}

}  // namespace gren::timed_work_test
