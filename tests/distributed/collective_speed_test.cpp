// Every kind of collective is timed, and bytes are counted as COLLECTIVES.md counts them.
#include "distributed/collective_speed.h"

#include <gtest/gtest.h>

#include "tests/support/mpi_main.h"

namespace gren::collective_speed_test {

TEST(CollectiveSpeed, of_each_kind_once) {
    const auto speeds = collective_speeds(test_world());
    ASSERT_EQ(speeds.size(), static_cast<std::size_t>(kCollectives));
    const bool alone = test_world().size() == 1;
    for (std::size_t i = 0; i < speeds.size(); ++i) {
        SCOPED_TRACE(name_of(speeds[i].collective));
        EXPECT_EQ(speeds[i].collective, static_cast<Collective>(i));
        EXPECT_GT(speeds[i].latency, 0);
        EXPECT_LT(speeds[i].latency, 1);
        const bool sends = !alone && speeds[i].collective != Collective::barrier &&
                           (speeds[i].collective != Collective::broadcast || test_world().rank() == 0);
        EXPECT_EQ(speeds[i].bytes_per_second > 1e6, sends);
    }
}

}  // namespace gren::collective_speed_test
