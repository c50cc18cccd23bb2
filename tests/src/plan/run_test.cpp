#include "src/plan/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/run/usage_error.h"
#include "tests/support/scratch_folder.h"

namespace gren::plan::run_test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct PlanRuns : testing::Test {
    ScratchFolder folder;

    std::vector<PlannedRun> runs(const std::string& text, const PlanDefaults& defaults = {}) {
        return runs_of(read_plan(folder.write("a.plan", "participation = 0.5_0.8\n" + text)), defaults);
    }
    std::vector<std::string> names(const std::string& text, const PlanDefaults& defaults = {}) {
        std::vector<std::string> all;
        for (const auto& run : runs(text, defaults)) all.push_back(run.name);
        return all;
    }
    // Of lines from the second one on.
    std::string refusal(const std::string& text, const PlanDefaults& defaults = {}) {
        try {
            runs(text, defaults);
        } catch (const UsageError& error) {
            return error.what();
        }
        return "accepted";
    }
};

}  // namespace

TEST_F(PlanRuns, a_section_is_a_grid_whose_last_axis_is_the_fastest) {
    EXPECT_THAT(names("method = baseline gren\nfold = 0 4\n"),
                ElementsAre("baseline_0.5_0.8_n4_fold0_seed1", "baseline_0.5_0.8_n4_fold4_seed1",
                            "gren_0.5_0.8_n4_fold0_seed1", "gren_0.5_0.8_n4_fold4_seed1"));
}

TEST_F(PlanRuns, a_plan_is_the_union_of_its_sections) {
    EXPECT_THAT(names("[a]\nmethod = baseline gren\n[b]\nmethod = gren cosine\n"),
                ElementsAre("baseline_0.5_0.8_n4_fold0_seed1", "gren_0.5_0.8_n4_fold0_seed1",
                            "cosine_0.5_0.8_n4_fold0_seed1"));
}

TEST_F(PlanRuns, a_name_says_what_is_not_usual_however_the_plan_wrote_it) {
    EXPECT_THAT(names("lr = 1e-3 2e-2\nmethod = gren\nepochs = 9\n"),
                ElementsAre("gren_0.5_0.8_n4_fold0_seed1", "gren_0.5_0.8_n4_lr-0.02_fold0_seed1"));
    EXPECT_EQ(names("sign = repel\nlr = 0.02\n"), names("lr = 0.020\nfold = 0\nsign = repel\n"));
    EXPECT_THAT(names("split-by = image\nsplit-seed = 7\nseed = 3\nhash = opencv\n"),
                ElementsAre("gren_0.5_0.8_by-image_n4_opencv_fold0_split7_seed3"));
    EXPECT_THAT(names("init = weights/resnet50.pth\n"),
                ElementsAre("gren_0.5_0.8_n4_init-resnet50_fold0_seed1"));
    EXPECT_THAT(names("hash = dct32-median\nthreads = 2\ntimeout = 60\nresident = true\n"),
                ElementsAre("gren_0.5_0.8_n4_fold0_seed1"));
}

TEST_F(PlanRuns, a_name_says_the_preset_and_what_departs_from_it) {
    EXPECT_THAT(names("preset = paper\nmethod = gren baseline\ngraph-reduction = sum mean\n"),
                ElementsAre("gren_0.5_0.8_n4_preset-paper_fold0_seed1",
                            "gren_0.5_0.8_n4_graph-reduction-mean_preset-paper_fold0_seed1",
                            "baseline_0.5_0.8_n4_graph-reduction-sum_preset-paper_fold0_seed1",
                            "baseline_0.5_0.8_n4_graph-reduction-mean_preset-paper_fold0_seed1"));
}

TEST_F(PlanRuns, a_group_is_the_run_without_fold_and_seeds) {
    for (const auto& run : runs("fold = 0 3\nseed = 1 2\nlr = 0.1\n"))
        EXPECT_EQ(run.group, "gren_0.5_0.8_n4_lr-0.1");
}

TEST_F(PlanRuns, nodes_become_what_gren_train_is_told) {
    const auto run = runs("nodes = 16\nranks = 2\n").at(0);
    EXPECT_EQ(run.name, "gren_0.5_0.8_n16_ranks-2_fold0_seed1");
    EXPECT_EQ(run.ranks, 2);
    EXPECT_EQ(run.nodes, 16);
    EXPECT_THAT(run.options, Contains("--batch-per-rank=8"));
    EXPECT_EQ(run.train.batch_per_rank, 8);
    EXPECT_EQ(run.train.accumulate, 1);

    const auto parts = runs("nodes = 64\nbatch-per-rank = 4\nbatch-norm = frozen\n").at(0);
    EXPECT_EQ(parts.name, "gren_0.5_0.8_n64_batch-per-rank-4_batch-norm-frozen_fold0_seed1");
    EXPECT_THAT(parts.options, AllOf(Contains("--batch-per-rank=4"), Contains("--accumulate=16")));
}

TEST_F(PlanRuns, ranks_come_from_the_plan_and_else_from_the_command_line) {
    const auto run = runs("fold = 0\n", {.ranks = 2, .options = {}}).at(0);
    EXPECT_EQ(run.ranks, 2);
    EXPECT_EQ(run.train.batch_per_rank, 2);
    EXPECT_EQ(run.name, "gren_0.5_0.8_n4_fold0_seed1");  // no result depends on them
    EXPECT_EQ(runs("ranks = 1\n", {.ranks = 2, .options = {}}).at(0).ranks, 1);
}

TEST_F(PlanRuns, options_of_the_command_line_hold_for_every_run_and_are_in_the_name) {
    const PlanDefaults defaults{.ranks = 1, .options = {"--depth", "18", "--threads=1"}};
    for (const auto& run : runs("method = baseline gren\n", defaults)) {
        EXPECT_EQ(run.train.network.depth, 18);
        EXPECT_THAT(run.name, HasSubstr("_depth-18_fold0"));
        EXPECT_THAT(run.options, Contains("--threads=1"));
    }
}

TEST_F(PlanRuns, lists_follow_from_the_axes) {
    const auto run = runs("fold = 2\nsplit-seed = 9\nsplit-by = image\n").at(0);
    EXPECT_EQ(run.lists.participation, "0.5_0.8");
    EXPECT_EQ(run.lists.fold, 2);
    EXPECT_EQ(run.lists.seed, 9U);
    EXPECT_FALSE(run.lists.by_patient);
}

TEST_F(PlanRuns, two_runs_of_one_name_that_are_not_the_same_are_refused) {
    EXPECT_THAT(refusal("init = a/resnet50.pth b/resnet50.pth\n"),
                AllOf(HasSubstr("a.plan:2: init = b/resnet50.pth makes a run of the same name, "
                                "gren_0.5_0.8_n4_init-resnet50_fold0_seed1, as init = a/resnet50.pth")));
    EXPECT_THAT(refusal("[a]\nfold = 0\n[b]\nhash = dct32-median\n"),
                HasSubstr("a.plan:5: a run of the same name, gren_0.5_0.8_n4_fold0_seed1, names no hash"));
    EXPECT_EQ(refusal("[a]\ninit = a/resnet50.pth\n[b]\ninit = a/resnet50.pth\nfold = 0\n"), "accepted");
}

TEST_F(PlanRuns, an_unknown_axis_is_named_with_its_line_and_nearest_neighbor) {
    EXPECT_THAT(refusal("fold = 0\nlamda-intra = 0.1\n"),
                AllOf(HasSubstr("a.plan:3: unknown axis 'lamda-intra', did you mean 'lambda-intra'?")));
    EXPECT_THAT(refusal("particpation = all\n"),
                HasSubstr("a.plan:2: unknown axis 'particpation', did you mean"));
    EXPECT_THAT(refusal("quicksilver = 3\n"),
                AllOf(HasSubstr("unknown axis 'quicksilver'"), Not(HasSubstr("mean"))));
    EXPECT_THAT(refusal("help = true\n"), HasSubstr("a.plan:2: unknown axis 'help'"));
    EXPECT_THAT(refusal("run = x\n"),
                HasSubstr("a.plan:2: axis 'run' is what gren ablate gives each run itself"));
}

TEST_F(PlanRuns, a_value_that_gren_train_refuses_is_named_with_the_line_of_its_axis) {
    EXPECT_THAT(refusal("fold = 0\nmethod = gren grenn\nlr = 0.1\n"),
                HasSubstr("a.plan:3: --method grenn: expected one of attention"));
    EXPECT_THAT(refusal("lr = -1\nepochs = 2\n"), HasSubstr("a.plan:2: --lr -1: expected a positive number"));
    EXPECT_THAT(refusal("lr = fast\n"), AllOf(HasSubstr("a.plan:2: "), HasSubstr("fast")));
    EXPECT_THAT(refusal("batch-norm = sync\nepochs = 2\nsign = sideways\n"),
                HasSubstr("a.plan:4: sign 'sideways'"));
    // Two that only together are wrong, beside one that is right.
    EXPECT_THAT(refusal("seed = 2\nnodes = 8\naccumulate = 2\n"),
                HasSubstr("a.plan:3: --accumulate 2: expected 1 unless --batch-norm frozen"));
    EXPECT_EQ(refusal("nodes = 8\naccumulate = 2\nbatch-norm = frozen\n"), "accepted");
}

TEST_F(PlanRuns, a_value_of_a_plans_own_axis_is_named_with_its_line) {
    EXPECT_THAT(refusal("fold = 0 5\n"),
                HasSubstr("a.plan:2: fold = 5: participation 0.5_0.8 has folds 0 to 4"));
    EXPECT_THAT(refusal("[a]\nparticipation = 1.0_0.0\nfold = 0 1\n"),
                HasSubstr("a.plan:4: fold = 1: participation 1.0_0.0 has fold 0 alone"));
    EXPECT_THAT(refusal("[a]\nparticipation = 0.5\n"),
                HasSubstr("a.plan:3: participation = 0.5: expected participation = all, official, 0.5_0.8"));
    EXPECT_THAT(refusal("fold = first\n"),
                HasSubstr("a.plan:2: fold = first: expected a whole number, at least 0"));
    EXPECT_THAT(refusal("ranks = 0\n"),
                HasSubstr("a.plan:2: ranks = 0: expected a whole number, at least 1"));
    EXPECT_THAT(refusal("split-by = day\n"),
                HasSubstr("a.plan:2: split-by = day: expected patient or image"));
    EXPECT_THAT(refusal("hash = md5\n"), HasSubstr("a.plan:2: hash = md5: "));
    EXPECT_THAT(refusal("ranks = 2\nnodes = 4 5\n"), HasSubstr("a.plan:3: found nodes 5 on 2 ranks"));
    EXPECT_THAT(refusal("lr = 1\nbatch-norm = local\n"),
                HasSubstr("a.plan:3: batch-norm = local: the statistics"));
    EXPECT_EQ(refusal("ranks = 2\nbatch-norm = local\n"), "accepted");
    EXPECT_THAT(refusal("threads = 1 2\n"), HasSubstr("a.plan:2: axis 'threads' makes no other run"));
}

TEST_F(PlanRuns, a_plan_without_participation_is_refused) {
    EXPECT_THROW(
        {
            try {
                runs_of(read_plan(folder.write("b.plan", "fold = 0\n")), {});
            } catch (const UsageError& error) {
                EXPECT_THAT(error.what(), HasSubstr("b.plan:1: found none, expected participation = "));
                throw;
            }
        },
        UsageError);
}

TEST_F(PlanRuns, options_of_the_command_line_that_only_a_plan_may_name_are_refused) {
    EXPECT_THAT(refusal("fold = 0\n", {.ranks = 1, .options = {"--batch-per-rank", "2"}}),
                HasSubstr("gren ablate: after --: --batch-per-rank: "));
    EXPECT_THAT(refusal("fold = 0\n", {.ranks = 1, .options = {"--run=x"}}),
                HasSubstr("after --: --run=x: "));
    EXPECT_THAT(refusal("fold = 0\n", {.ranks = 1, .options = {"--lr", "-1"}}), HasSubstr("after --: "));
    EXPECT_THAT(refusal("fold = 0\nlr = 1\n", {.ranks = 1, .options = {"--lr=2"}}),
                AllOf(HasSubstr("a.plan:3: "), HasSubstr("more than once")));
}

}  // namespace gren::plan::run_test
