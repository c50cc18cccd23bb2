// Facts made up for each warning; a sound world has none.
#include "src/doctor/doctor_warnings.h"

#include <gmock/gmock.h>

#include <functional>

namespace gren::doctor_warnings_test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using Ranks = std::vector<RankFacts>;

RankFacts sound(const std::string& host, std::vector<int> cores) {
    const bool is_first = cores.empty() || cores.front() == 0;
    return {.place = {.host = host,
                      .cores = std::move(cores),
                      .cores_of_host = 8,
                      .launcher = "mpirun",
                      .has_pmix = true,
                      .clock = 1000,
                      .memory_gib = 64,
                      .shared_memory_gib = 16},
            .local_rank = is_first ? 0 : 1,
            .local_size = 2,
            .device = "cpu",
            .code = "1.0",
            .libraries = "libtorch 2",
            .configuration = "abc",
            .dataset = "feed",
            .data = StorageCheck{100, false, "works"},
            .run = StorageCheck{100, true, "works"}};
}

Ranks sound_world() {
    return {sound("a", {0, 1, 2, 3}), sound("a", {4, 5, 6, 7}), sound("b", {0, 1, 2, 3}),
            sound("b", {4, 5, 6, 7})};
}

struct Case {
    const char* name;
    std::function<void(Ranks&)> spoil;
    std::vector<std::string> told;
};

class Warned : public testing::TestWithParam<Case> {};

TEST_P(Warned, by_one_sentence_with_its_cure) {
    auto ranks = sound_world();
    GetParam().spoil(ranks);
    const auto warnings = doctor_warnings(ranks, 2);
    ASSERT_EQ(warnings.size(), 1U) << testing::PrintToString(warnings);
    for (const auto& part : GetParam().told) EXPECT_THAT(warnings[0], HasSubstr(part));
}

const Case kCases[] = {
    {"code",
     [](Ranks& r) { r[2].code = "1.1"; },
     {"the code of rank 2 is not that of rank 0 (1.0)", "one build"}},
    {"configuration",
     [](Ranks& r) { r[1].configuration = r[3].configuration = std::string("x"); },
     {"the configuration of rank 1, 3"}},
    {"libraries",
     [](Ranks& r) { r[2].libraries = r[3].libraries = std::string("libtorch 1"); },
     {"the libtorch or MPI of rank 2, 3 is not that of rank 0 (libtorch 2)", "one build"}},
    {"data_set",
     [](Ranks& r) {
         r[2].dataset = r[3].dataset = std::string("b00b");
         r[2].data->mount = "ext4 from /dev/sda1";
     },
     {"the data set of rank 2, 3 is not that of rank 0 (feed)",
      "on b, where ext4 from /dev/sda1 lies, it is: b00b", "share"}},
    {"two_hosts_of_one_name",
     [](Ranks& r) {
         for (auto& rank : r) rank.place.host = std::string("a");
         r[2].place.cores = {4, 5}, r[3].place.cores = {6, 7};
     },
     {"4 ranks are on a host that is called a, but MPI sees 2 that share memory"}},
    {"one_core",
     [](Ranks& r) { r[1].place.cores = {4}; },
     {"rank 1 may use fewer cores than its 2 threads", "--bind-to none"}},
    {"same_cores",
     [](Ranks& r) {
         r[3].place.cores = {0, 1, 2, 3};
     },
     {"ranks 2 and 3 are bound to the same cores of b"}},
    {"gpus_hidden_from_each_other",
     [](Ranks& r) {
         for (auto& rank : r) rank.gpus_visible = rank.place.host == "b" ? 1 : 4;
     },
     {"rank 2, 3 sees one GPU", "--gpu-bind=none"}},
    {"more_ranks_than_cores",
     [](Ranks& r) {
         r = {sound("a", {0}), sound("a", {0}), sound("a", {0})};
         for (auto& rank : r) rank.place.cores_of_host = 1, rank.local_size = 3;
     },
     {"host a has 1 cores for 3 ranks"}},
    {"memory",
     [](Ranks& r) { r[2].place.memory_gib = r[3].place.memory_gib = 7; },
     {"rank 2, 3 has less than 4 GiB"}},
    {"shared_memory",
     [](Ranks& r) { r[0].place.shared_memory_gib = 0.06; },
     {"rank 0 has less than 64 MiB of /dev/shm"}},
    {"clock",
     [](Ranks& r) { r[2].place.clock += 3; },
     {"clocks are 3.0 s apart (b is ahead of a)", "chrony"}},
    {"no_pmix", [](Ranks& r) { r[0].place.has_pmix = false; }, {"--mpi=pmix"}},
    {"locks",
     [](Ranks& r) { r[1].data->lock = "No locks available"; },
     {"rank 1 cannot lock files of --data (No locks", "HDF5_USE"}},
    {"run_read_only", [](Ranks& r) { r[0].run->writable = false; }, {"rank 0 cannot write in --run"}},
    {"run_full", [](Ranks& r) { r[0].run->free_gib = 0.5; }, {"--run has 0.5 GiB of room"}},
};
INSTANTIATE_TEST_SUITE_P(Each, Warned, testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

}  // namespace

TEST(DoctorWarnings, a_sound_world_has_none) {
    EXPECT_THAT(doctor_warnings(sound_world(), 2), ElementsAre());
    EXPECT_THAT(
        doctor_warnings({sound("a", {0, 1, 2, 3, 4, 5, 6, 7}), sound("a", {0, 1, 2, 3, 4, 5, 6, 7})}, 2),
        ElementsAre());
}

TEST(RankFacts, survive_their_journey) {
    auto facts = sound("a", {1});
    facts.run.reset();
    const auto back = rank_facts_from_json(to_json(facts));
    EXPECT_EQ(to_json(back), to_json(facts));
    EXPECT_FALSE(back.run);
    EXPECT_EQ(back.data->lock, "works");
}

}  // namespace gren::doctor_warnings_test
