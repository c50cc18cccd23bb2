// Where a rank runs, against what the system says by other ways.
#include "distributed/rank_place.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <thread>

#include "tests/support/mpi_main.h"

namespace gren {

TEST(RankPlace, is_what_the_system_says) {
    const auto place = place_of_this_rank();
    char name[256] = {};
    gethostname(name, sizeof name);
    EXPECT_EQ(place.host, name);
    EXPECT_EQ(place.cores.size(), std::thread::hardware_concurrency());
    EXPECT_GT(place.memory_gib, 0.1);
    EXPECT_NEAR(place.clock, static_cast<double>(time(nullptr)), 2);
    EXPECT_EQ(place.launcher, "mpirun");
    EXPECT_TRUE(place.has_pmix);
}

TEST(RankPlace, survives_its_journey) {
    const RankPlace place{"h", {0, 3}, 8, "srun", true, 1234.5, 6.5, 0.25};
    const auto back = rank_place_from_json(to_json(place));
    EXPECT_EQ(to_json(back), to_json(place));
    EXPECT_EQ(back.cores, place.cores);
    EXPECT_EQ(back.shared_memory_gib, 0.25);
}

TEST(OwnShareOfCores, is_the_hosts_cores_by_its_ranks_unless_they_are_bound_apart) {
    const int cores = static_cast<int>(std::thread::hardware_concurrency()), ranks = test_world().size();
    EXPECT_EQ(own_share_of_cores(test_world()), std::max(1, cores / ranks));
    if (ranks > cores) return;
    cpu_set_t before, own;
    sched_getaffinity(0, sizeof before, &before);
    CPU_ZERO(&own);
    CPU_SET(place_of_this_rank().cores[static_cast<std::size_t>(test_world().rank())], &own);
    sched_setaffinity(0, sizeof own, &own);
    EXPECT_EQ(own_share_of_cores(test_world()), 1);
    EXPECT_EQ(place_of_this_rank().cores.size(), 1U);
    sched_setaffinity(0, sizeof before, &before);
}

}  // namespace gren
