#include "distributed/session/work_queue.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "distributed/collectives.h"
#include "distributed/session/collective_error.h"
#include "tests/support/mpi_main.h"

namespace gren::work_queue_test {
namespace {

using namespace std::chrono_literals;

struct Outcome {
    torch::Tensor times;     // [pieces] how often each piece was given out, over all ranks
    std::int64_t own = 0;    // pieces of this rank
    std::int64_t heard = 0;  // what rank 0 heard last
};

Outcome take_all(std::int64_t pieces, std::chrono::milliseconds pause_of_last = 0ms) {
    Outcome outcome;
    outcome.times = torch::zeros({pieces}, torch::kInt64);
    {
        WorkQueue queue(test_session(), pieces, 60s, [&](std::int64_t units) {
            EXPECT_GE(units, outcome.heard);
            outcome.heard = units;
        });
        while (const auto piece = queue.next()) {
            outcome.times[*piece] += 1;
            ++outcome.own;
            if (test_session().rank() == test_session().size() - 1)
                std::this_thread::sleep_for(pause_of_last);
            queue.report(*piece + 1);
        }
    }
    all_reduce_sum(test_world(), outcome.times);
    return outcome;
}

TEST(WorkQueue, gives_every_piece_to_one_rank_and_hears_all_reports) {
    for (const std::int64_t pieces : {0, 1, 2, 3, 50}) {
        const auto outcome = take_all(pieces);
        EXPECT_TRUE(outcome.times.equal(torch::ones({pieces}, torch::kInt64))) << pieces;
        EXPECT_EQ(outcome.heard, test_session().rank() == 0 ? pieces * (pieces + 1) / 2 : 0);
    }
}

TEST(WorkQueue, a_slow_rank_gets_less) {
    const auto outcome = take_all(60, 20ms);
    EXPECT_TRUE(outcome.times.equal(torch::ones({60}, torch::kInt64)));
    const bool slow = test_session().size() > 1 && test_session().rank() == test_session().size() - 1;
    EXPECT_LE(outcome.own, slow ? 60 / test_session().size() - 1 : 60);
}

// What a rank throws where `silent` neither asks nor answers for a second; without a rank to
// wait for, nothing.
std::string sentence_of_this_rank(int silent) {
    try {
        WorkQueue queue(test_session(), 0, 300ms, [](std::int64_t) {});
        if (test_session().rank() == silent && test_session().size() > 1)
            std::this_thread::sleep_for(1s);
        else
            while (queue.next()) continue;
    } catch (const CollectiveError& error) {
        return error.what();
    }
    return "";
}

TEST(WorkQueue, rank_0_names_one_that_never_asks) {
    const int silent = test_session().size() - 1;
    const bool waits = test_session().size() > 1 && test_session().rank() == 0;
    EXPECT_THAT(
        sentence_of_this_rank(silent),
        testing::StartsWith(waits ? fmt::format("no word of rank {} for 0.3 s, who had work", silent) : ""));
    barrier(test_world());
}

TEST(WorkQueue, the_others_name_rank_0_when_it_does_not_answer) {
    const bool waits = test_session().rank() != 0;
    EXPECT_THAT(sentence_of_this_rank(0),
                testing::StartsWith(waits ? "no word of rank 0 for 0.3 s, who hands out" : ""));
    barrier(test_world());
}

}  // namespace
}  // namespace gren::work_queue_test
