#include "src/plan/material.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/dataio/small_dataset.h"

namespace gren::plan::material_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

struct PlanMaterials : testing::Test {
    void SetUp() override {
        fs::create_directories(data());
        write_small_dataset(data(), 60, 60);
        runs = runs_of(read_plan(plan), {});
    }
    fs::path data() const { return folder.path() / "data"; }
    fs::path lists() const { return folder.path() / "runs" / "splits"; }

    ScratchFolder folder;
    fs::path plan =
        folder.write("a.plan", "participation = 0.5_0.8\nnodes = 2\nsplit-by = image\nmethod = gren\n");
    std::vector<PlannedRun> runs;
};

// Processes that all do `action` when the last of them is there; how many succeeded.
template <class Action>
int succeed_together(int processes, const Action& action) {
    int gate[2];
    if (::pipe(gate) != 0) ADD_FAILURE() << "no pipe";
    for (int i = 0; i < processes; ++i)
        if (::fork() == 0) {
            ::close(gate[1]);
            char none = 0;
            if (::read(gate[0], &none, 1) != 0) ::_exit(1);
            ::_exit(refusal(action).empty() ? 0 : 1);
        }
    ::close(gate[0]);
    ::close(gate[1]);
    int succeeded = 0, status = 0;
    while (::wait(&status) > 0) succeeded += status == 0 ? 1 : 0;
    return succeeded;
}

}  // namespace

TEST_F(PlanMaterials, tasks_of_an_array_write_one_list_at_the_same_time) {
    PlanMaterial material({data()}, lists());
    const auto made = material.of(runs.front(), read_plan(plan));
    for (int round = 0; round < 30; ++round) {
        fs::remove(made.list);
        EXPECT_EQ(succeed_together(4, [&] { material.write_list(made); }), 4) << round;
        EXPECT_EQ(digest(read_split(made.list)), made.list_digest);
    }
    EXPECT_EQ(std::distance(fs::directory_iterator(lists()), {}), 1) << "only the list stays";
}

TEST_F(PlanMaterials, a_list_of_another_data_set_is_not_replaced) {
    PlanMaterial material({data()}, lists());
    const auto made = material.of(runs.front(), read_plan(plan));
    material.write_list(made);
    auto other = made;
    other.list_digest = std::string(64, '0');
    EXPECT_THAT(refusal([&] { material.write_list(other); }), HasSubstr("name another --runs"));
}

}  // namespace gren::plan::material_test
