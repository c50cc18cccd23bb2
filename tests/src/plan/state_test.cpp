// How far a run of a plan is, from folders made by hand; another run's folder is refused with what differs.
#include "src/plan/state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "dataio/tensors/safetensors.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::plan::state_test {
namespace {

using testing::HasSubstr;
using testing::Not;

struct PlannedFolder : testing::Test {
    ScratchFolder scratch;
    RunFolder folder{scratch.path() / "run"};
    PlannedRun run;
    RunMaterial material{.data = {}, .dataset = "d1", .list = {}, .list_digest = "all"};

    PlannedFolder() {
        run.nodes = 4;
        run.train.configuration = "method = gren\nlr = 0.001\n";
        std::filesystem::create_directory(folder.path);
    }
    void begun(const std::string& configuration) { scratch.write("run/config.ini", configuration); }
    void trained(const std::string& dataset) {
        write_safetensors(folder.model(), {.tensors = {}, .metadata = {{"dataset", dataset}}});
    }
    void evaluated(const std::string& text) { scratch.write("run/evaluation.json", text); }
    RunState state() const { return state_of(folder, run, material); }
    std::string refused() const {
        return refusal([&] { state(); });
    }
};

TEST_F(PlannedFolder, goes_from_training_to_evaluation_to_its_end) {
    EXPECT_EQ(state(), RunState::to_train);
    begun(run.train.configuration);
    EXPECT_EQ(state(), RunState::to_train);
    trained("d1");
    EXPECT_EQ(state(), RunState::to_evaluate);
    evaluated(R"({"about": {"dataset": "d1", "nodes": 4}})");
    EXPECT_EQ(state(), RunState::finished);
}

TEST_F(PlannedFolder, of_another_data_set_is_refused) {
    begun(run.train.configuration);
    trained("d2");
    EXPECT_THAT(refused(), HasSubstr("holds another run than the plan's (data set d2, the plan's is d1)"));
    evaluated(R"({"about": {"dataset": "d3", "nodes": 16}})");
    EXPECT_THAT(refused(), HasSubstr("(data set d3, the plan's is d1; nodes 16, the plan's is 4)"));
}

TEST_F(PlannedFolder, of_other_options_is_refused_by_each_of_them) {
    begun("method = gren\nlr = 0.01\nsign = repel\n");
    EXPECT_THAT(refused(), HasSubstr("(lr 0.01, the plan's is 0.001; sign repel, the plan's is not given)"));
    run.train.configuration += "lambda-inter = 0.3\n";  // asked for, and not what it would be by itself
    EXPECT_THAT(refused(), HasSubstr("lambda-inter not given, the plan's is 0.3"));
}

TEST_F(PlannedFolder, of_other_lists_is_refused) {
    begun(run.train.configuration);
    material.list_digest = "abc";
    EXPECT_THAT(refused(), HasSubstr("(lists all, the plan's is abc)"));
}

TEST_F(PlannedFolder, may_share_out_the_images_otherwise_unless_the_plan_says_how) {
    begun(run.train.configuration + "threads = 7\nbatch-per-rank = 2\n");
    run.train.configuration += "batch-per-rank = 4\n";
    EXPECT_EQ(state(), RunState::to_train);
    run.sharing = {{"batch-per-rank", "4"}};
    EXPECT_THAT(refused(), HasSubstr("batch-per-rank 2, the plan's is 4"));
    EXPECT_THAT(refused(), Not(HasSubstr("threads")));
}

TEST_F(PlannedFolder, with_a_damaged_evaluation_says_what_to_do) {
    begun(run.train.configuration);
    trained("d1");
    for (const auto* text : {"", "{", "[]", R"({"classes": {}})"}) {
        evaluated(text);
        EXPECT_THAT(refused(), HasSubstr("evaluation.json: is no evaluation; remove it")) << text;
    }
}

}  // namespace
}  // namespace gren::plan::state_test
