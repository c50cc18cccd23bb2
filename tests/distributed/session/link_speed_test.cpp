// Every pair is measured once, in order, and the way within a host is fast.
#include "distributed/session/link_speed.h"

#include <gtest/gtest.h>

#include <numeric>

#include "tests/support/mpi_main.h"

namespace gren::link_speed_test {
namespace {

using namespace std::chrono_literals;

TEST(LinkSpeed, of_each_pair_once) {
    const int size = test_session().size();
    std::vector<int> ranks(static_cast<std::size_t>(size));
    std::iota(ranks.begin(), ranks.end(), 0);
    const auto speeds = link_speeds(test_session(), ranks, 20s);
    if (test_session().rank() != 0) {
        EXPECT_TRUE(speeds.empty());
        return;
    }
    std::size_t at = 0;
    for (int from = 0; from < size; ++from)
        for (int to = from + 1; to < size; ++to, ++at) {
            ASSERT_LT(at, speeds.size());
            EXPECT_EQ(speeds[at].from, from);
            EXPECT_EQ(speeds[at].to, to);
            EXPECT_GT(speeds[at].latency, 1e-8);
            EXPECT_LT(speeds[at].latency, 1);
            EXPECT_GT(speeds[at].bytes_per_second, 1e6);
            EXPECT_LT(speeds[at].bytes_per_second, 1e12);
        }
    EXPECT_EQ(at, speeds.size());
}

TEST(LinkSpeed, of_the_ranks_that_were_asked_for) {
    const int last = test_session().size() - 1;
    if (last == 0) return;
    const auto speeds = link_speeds(test_session(), {0, last}, 20s);
    ASSERT_EQ(speeds.size(), test_session().rank() == 0 ? 1U : 0U);
    if (test_session().rank() == 0) {
        EXPECT_EQ(speeds[0].to, 1);
    }
}

TEST(LinkSpeed, alone_there_is_none) {
    EXPECT_TRUE(link_speeds(test_session(), {0}, 20s).empty());
}

}  // namespace
}  // namespace gren::link_speed_test
