#include "distributed/work_dispenser.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "distributed/collectives.h"
#include "tests/support/mpi_main.h"

namespace gren {
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
        WorkDispenser dispenser(test_session(), pieces, [&](std::int64_t units) {
            EXPECT_GE(units, outcome.heard);
            outcome.heard = units;
        });
        while (const auto piece = dispenser.next()) {
            outcome.times[*piece] += 1;
            ++outcome.own;
            if (test_session().rank() == test_session().size() - 1)
                std::this_thread::sleep_for(pause_of_last);
            dispenser.report(*piece + 1);
        }
    }
    all_reduce_sum(test_world(), outcome.times);
    return outcome;
}

TEST(WorkDispenser, gives_every_piece_to_one_rank_and_hears_all_reports) {
    for (const std::int64_t pieces : {0, 1, 2, 3, 50}) {
        const auto outcome = take_all(pieces);
        EXPECT_TRUE(outcome.times.equal(torch::ones({pieces}, torch::kInt64))) << pieces;
        EXPECT_EQ(outcome.heard, test_session().rank() == 0 ? pieces * (pieces + 1) / 2 : 0);
    }
}

TEST(WorkDispenser, a_slow_rank_gets_less) {
    const auto outcome = take_all(60, 20ms);
    EXPECT_TRUE(outcome.times.equal(torch::ones({60}, torch::kInt64)));
    const bool slow = test_session().size() > 1 && test_session().rank() == test_session().size() - 1;
    EXPECT_LE(outcome.own, slow ? 60 / test_session().size() - 1 : 60);
}

}  // namespace
}  // namespace gren
