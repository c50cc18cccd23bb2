// Where a rank runs, against what the system says by other ways.
#include "distributed/rank_place.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

#include "distributed/bfloat16_cpu.h"
#include "tests/support/mpi_main.h"

namespace gren::rank_place_test {

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
#ifdef __x86_64__
    EXPECT_EQ(place.has_bfloat16,
              std::system("grep -qwE 'avx512_bf16|amx_bf16|avx_ne_convert' /proc/cpuinfo") == 0);
#endif
}

// Lines of /proc/cpuinfo of a Haswell, a Cooper Lake, a Sapphire Rapids and two Neoverses, shortened.
TEST(Bfloat16Cpu, is_told_by_its_flags) {
    EXPECT_FALSE(multiplies_bfloat16("flags\t\t: fpu sse4_2 fma avx f16c avx2 bmi2\n"));
    EXPECT_FALSE(multiplies_bfloat16("model name\t: amx_bf16 look-alike\nflags\t\t: avx512f avx512_vnni\n"));
    EXPECT_TRUE(multiplies_bfloat16("processor\t: 0\nflags\t\t: avx512f avx512_vnni avx512_bf16\n"));
    EXPECT_TRUE(multiplies_bfloat16("flags\t\t: avx512_vnni amx_bf16 avx512_fp16 amx_tile amx_int8\n"));
    EXPECT_TRUE(multiplies_bfloat16("Features\t: fp asimd sve svebf16 i8mm bf16 dgh\n"));
    EXPECT_FALSE(multiplies_bfloat16("Features\t: fp asimd evtstrm aes pmull\n"));
    EXPECT_FALSE(multiplies_bfloat16(""));
}

TEST(RankPlace, survives_its_journey) {
    const RankPlace place{"h", {0, 3}, 8, "srun", true, 1234.5, 6.5, 0.25, false};
    const auto back = rank_place_from_json(to_json(place));
    EXPECT_EQ(to_json(back), to_json(place));
    EXPECT_EQ(back.cores, place.cores);
    EXPECT_EQ(back.shared_memory_gib, 0.25);
    EXPECT_FALSE(back.has_bfloat16);
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

}  // namespace gren::rank_place_test
