// The thread that owns MPI: collectives proceed without the caller, in order, and without burning a core.
#include "distributed/mpi/mpi_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cerrno>
#include <functional>
#include <stdexcept>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <utility>

#include "distributed/session/mpi_error.h"
#include "distributed/transport/traffic.h"
#include "tests/support/mpi_main.h"
#include "tests/support/refusal.h"

namespace gren::mpi_queue_test {
namespace {

using namespace std::chrono_literals;
using Tensors = std::vector<torch::Tensor>;

c10d::ProcessGroup& group() {
    return *test_world().group();
}

TEST(MpiQueue, completes_while_the_caller_computes) {
    Tensors tensors = {torch::ones({1 << 20})};
    const auto work = group().allreduce(tensors);
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    auto busy = torch::rand({64, 64});
    while (!work->isCompleted() && std::chrono::steady_clock::now() < deadline)
        busy = busy.matmul(busy).tanh();
    ASSERT_TRUE(work->isCompleted());  // and nobody has called wait()
    EXPECT_TRUE(work->getFuture()->completed());
    EXPECT_EQ(tensors[0].sum().item<float>(), static_cast<float>((1 << 20) * test_world().size()));
}

TEST(MpiQueue, keeps_the_order_of_submission) {
    std::vector<c10::intrusive_ptr<c10d::Work>> works;
    std::vector<Tensors> tensors;
    for (int i = 0; i < 50; ++i) {
        tensors.push_back({torch::full({i % 2 == 0 ? 100'000 : 1}, i)});
        works.push_back(group().allreduce(tensors.back()));
    }
    works.back()->wait();
    for (std::size_t i = 0; i < works.size(); ++i) {
        EXPECT_TRUE(works[i]->isCompleted());
        EXPECT_EQ(tensors[i][0][0].item<int>(), static_cast<int>(i) * test_world().size());
        EXPECT_EQ(works[i]->getSequencenumber(), works[0]->getSequencenumber() + i);
    }
}

struct ToldSpans : TrafficListener {
    std::vector<CollectiveSpan> spans;
    void carried_out(const CollectiveSpan& span) override { spans.push_back(span); }
    void awaited(const CollectiveSpan&, const Moment&, const Moment&) override {}
};

TEST(MpiQueue, tells_when_a_collective_was_submitted_began_and_ended) {
    ToldSpans told;
    Tensors tensors = {torch::ones({1000})};
    const auto before = host_moment();
    test_world().traffic().tell(&told);
    group().allreduce(tensors)->wait();
    test_world().traffic().tell(nullptr);
    const auto after = host_moment();
    ASSERT_EQ(told.spans.size(), 1U);
    const auto& span = told.spans.front();
    EXPECT_LE(before.host, span.submitted.host);
    EXPECT_LE(span.submitted.host, span.begun.host);
    EXPECT_LE(span.begun.host, span.ended.host);
    EXPECT_LE(span.ended.host, after.host);
}

TEST(MpiQueue, ends_its_thread_though_nobody_finished_it) {
    const MpiQueue dropped(MPI_COMM_SELF);
}

// A communicator with a call in flight cannot be freed: whoever ends the queue must hear of it.
TEST(MpiQueue, says_at_its_end_whether_every_job_succeeded) {
    Traffic traffic;
    const auto job = [&](std::uint64_t sequence, const std::function<void(MPI_Request*)>& start) {
        return MpiJob{
            .work = c10::make_intrusive<MpiWork>(traffic, Collective::barrier, 0, sequence, 0, 1, Tensors()),
            .start = start,
            .finish = {},
            .timeout = 60s};
    };
    const auto joins = [](MPI_Request* request) { MPI_Ibarrier(MPI_COMM_SELF, request); };
    MpiQueue whole(MPI_COMM_SELF), failing(MPI_COMM_SELF);
    whole.submit(job(1, joins));
    EXPECT_TRUE(whole.finish());
    failing.submit(job(1, joins));
    const auto failed = job(2, [](MPI_Request*) { throw std::runtime_error("no such call"); });
    failing.submit(failed);
    EXPECT_THAT(message_of([&] { failed.work->wait(); }), testing::HasSubstr("no such call"));
    EXPECT_FALSE(failing.finish());
}

TEST(MpiQueue, keeps_tensors_that_the_caller_drops) {
    c10::intrusive_ptr<c10d::Work> work;
    {
        Tensors tensors = {torch::full({1000}, 3)};
        work = group().allreduce(tensors);
    }
    work->wait();
    EXPECT_TRUE(work->result()[0].eq(3 * test_world().size()).all().item<bool>());
}

TEST(MpiQueue, sleeps_while_it_waits_for_a_slow_rank) {
    const auto usage = [] {
        rusage now{};
        getrusage(RUSAGE_SELF, &now);
        return now;
    };
    group().barrier()->wait();
    const auto before = usage();
    if (test_world().rank() == 0) std::this_thread::sleep_for(1s);
    group().barrier()->wait();
    const auto after = usage();
    // A thread that spins is never off the core by its own will, however busy the machine.
    EXPECT_TRUE(test_world().rank() == 0 || after.ru_nvcsw - before.ru_nvcsw >= 100);
}

TEST(MpiError, names_call_rank_text_and_place) {
    EXPECT_NO_THROW(check_mpi(MPI_SUCCESS, "MPI_Nothing"));
    try {
        check_mpi(MPI_ERR_COUNT, "MPI_Iallreduce");
        FAIL() << "nothing was thrown";
    } catch (const std::runtime_error& e) {
        EXPECT_THAT(e.what(), testing::HasSubstr("MPI_Iallreduce failed on rank " +
                                                 std::to_string(test_world().rank()) + ": MPI_ERR_COUNT"));
        EXPECT_THAT(e.what(), testing::HasSubstr("mpi_queue_test.cpp:"));
    }
}

TEST(MpiError, speaks_of_memory_where_errno_does) {
    for (const auto& [number, speaks] : {std::pair(ENOMEM, true), std::pair(ENOSPC, false)}) {
        errno = number;
        try {
            check_mpi(MPI_ERR_INTERN, "MPI_Iallreduce");
            FAIL() << "nothing was thrown";
        } catch (const std::runtime_error& e) {
            EXPECT_EQ(std::string(e.what()).find("out of memory") != std::string::npos, speaks) << e.what();
        }
    }
}

}  // namespace
}  // namespace gren::mpi_queue_test
