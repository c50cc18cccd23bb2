// Rank 0 stays away: the others hear of it in one sentence, within the time-out. MPI_Barrier holds the ranks
// together outside the backends under test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "distributed/mpi/desync_report.h"
#include "distributed/mpi/mpi_backend.h"
#include "tests/support/mpi_main.h"
#include "tests/support/refusal.h"

namespace gren::missing_rank_test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Tensors = std::vector<torch::Tensor>;

bool is_missing() {
    return test_world().rank() == 0;
}
std::string name_of_first_all_reduce() {
    return "all_reduce 1 of rank " + std::to_string(test_world().rank()) + " of " +
           std::to_string(test_world().size());
}

struct MissingRank : testing::Test {
    Traffic traffic;
    c10::intrusive_ptr<MpiBackend> backend = c10::make_intrusive<MpiBackend>(test_session(), traffic);
    Tensors ones = {torch::ones({4})};
};

TEST_F(MissingRank, a_wait_with_a_time_limit_ends_and_the_collective_lives_on) {
    c10::intrusive_ptr<c10d::Work> work;
    if (!is_missing()) {
        work = backend->allreduce(ones, {});
        const auto text = message_of([&] { work->wait(100ms); });
        EXPECT_THAT(text, HasSubstr(name_of_first_all_reduce() + " was not complete after 0.1 s"));
    }
    MPI_Barrier(MPI_COMM_WORLD);
    if (is_missing()) work = backend->allreduce(ones, {});
    work->wait();
    EXPECT_TRUE(ones[0].eq(test_world().size()).all().item<bool>());
    backend->shutdown();
    EXPECT_THAT(message_of([&] { backend->allreduce(ones, {}); }), HasSubstr("this rank has left the world"));
}

TEST_F(MissingRank, the_backends_time_out_fails_the_work_its_future_and_what_comes_after) {
    backend->setTimeout(200ms);
    if (!is_missing()) {
        const auto work = backend->allreduce(ones, {});
        auto more = ones;
        const auto queued = backend->allreduce(more, {});
        const auto expected = HasSubstr(name_of_first_all_reduce() +
                                        " was not complete after 0.2 s: rank 0 has begun only 0 (");
        EXPECT_THAT(message_of([&] { work->wait(); }), expected);
        EXPECT_THAT(message_of([&] { queued->wait(); }), expected);
        EXPECT_THAT(message_of([&] { work->getFuture()->waitAndThrow(); }), expected);
        EXPECT_FALSE(work->isSuccess());
        EXPECT_THAT(message_of([&] { backend->allreduce(ones, {}); }),
                    testing::AllOf(HasSubstr("all_reduce 3"), HasSubstr("cannot start"), expected));
    }
    MPI_Barrier(MPI_COMM_WORLD);
    // Rank 0 comes late, so that MPI has nothing in flight when it is finalized.
    backend->setTimeout(60s);
    if (is_missing()) backend->allreduce(ones, {})->wait();
    MPI_Barrier(MPI_COMM_WORLD);
}

// A process that is stopped cannot answer; it is told to go on when the others have heard of it.
TEST_F(MissingRank, one_that_is_stopped_gives_no_answer) {
    backend->setTimeout(300ms);
    std::vector<int> processes(static_cast<std::size_t>(test_world().size()));
    const int own = getpid();
    MPI_Allgather(&own, 1, MPI_INT, processes.data(), 1, MPI_INT, MPI_COMM_WORLD);
    if (is_missing()) {
        raise(SIGSTOP);
    } else {
        const auto work = backend->allreduce(ones, {});
        EXPECT_THAT(message_of([&] { work->wait(); }), testing::AllOf(HasSubstr("rank 0 gives no answer"),
                                                                      testing::Not(HasSubstr("rank 1 gives")),
                                                                      testing::Not(HasSubstr("begun only"))));
        std::this_thread::sleep_for(3s);  // until the slowest of the others has asked, too
        kill(processes[0], SIGCONT);
    }
    MPI_Barrier(MPI_COMM_WORLD);
    backend->setTimeout(60s);
    if (is_missing()) backend->allreduce(ones, {})->wait();
    MPI_Barrier(MPI_COMM_WORLD);
}

TEST(Absentees, are_named_with_what_is_known_of_them) {
    EXPECT_EQ(absentees({7, 6, std::nullopt, 8}, 7),
              "rank 1 has begun only 6 (it computes, reads or went another way), rank 2 gives no answer "
              "(stopped, dead or "
              "cut off)");
    EXPECT_THAT(absentees({7, 7}, 7), HasSubstr("every rank has joined it"));
}

// Before a collective is begun, and while it waits.
TEST_F(MissingRank, abort_does_not_wait_for_it) {
    if (!is_missing()) {
        const auto work = backend->allreduce(ones, {});
        backend->abort();
        EXPECT_THAT(message_of([&] { work->wait(); }), HasSubstr("was abandoned: this rank is stopping"));
    }
    MPI_Barrier(MPI_COMM_WORLD);
}
TEST_F(MissingRank, abort_ends_a_collective_that_waits_for_it) {
    backend->setTimeout(10s);
    if (!is_missing()) {
        const auto work = backend->allreduce(ones, {});
        EXPECT_THAT(message_of([&] { work->wait(300ms); }), HasSubstr("was not complete"));
        backend->abort();
        EXPECT_THAT(message_of([&] { work->wait(); }), HasSubstr("was abandoned: this rank is stopping"));
        EXPECT_THAT(message_of([&] { backend->allreduce(ones, {}); }), HasSubstr("cannot start"));
    }
    MPI_Barrier(MPI_COMM_WORLD);
}

}  // namespace
}  // namespace gren::missing_rank_test
