#include "src/plan/results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataio/data_error.h"
#include "tests/support/scratch_folder.h"

namespace gren::plan::results_test {
namespace {

using testing::HasSubstr;

PlannedRun run_of(const std::string& group, int fold) {
    PlannedRun run;
    run.group = group;
    run.name = group + "_fold" + std::to_string(fold);
    run.lists.fold = fold;
    run.nodes = 4;
    run.options = {"--method=gren", "--lr=0.1"};
    return run;
}

struct PlanResults : testing::Test {
    ScratchFolder folder;
    RunMaterial material{.data = {}, .dataset = "d1", .list = {}, .list_digest = "l1"};

    RunResult read(const PlannedRun& run, const std::string& json) {
        folder.write("run/evaluation.json", json);
        return read_result({folder.path() / "run"}, run, material);
    }
};

}  // namespace

// Deviations by Python: statistics.stdev([0.2, 0.3, 0.5]) = 0.15275, statistics.stdev([0.1, 0.2]) = 0.07071
TEST_F(PlanResults, a_group_is_its_runs_mean_and_deviation) {
    const std::vector<PlannedRun> runs{run_of("gren", 0), run_of("base", 0), run_of("gren", 1),
                                       run_of("gren", 2)};
    const std::vector<RunResult> results{
        read(runs[0], R"({"mean_accuracy": {"0.5": 0.2, "0.7": 0.1}, "mean_auc": 0.75})"),
        read(runs[1], R"({"mean_accuracy": {"0.5": 1, "0.7": 0}, "mean_auc": null})"),
        read(runs[2], R"({"mean_accuracy": {"0.5": 0.3, "0.7": 0.2}, "mean_auc": 0.75})"),
        read(runs[3], R"({"mean_accuracy": {"0.5": 0.5, "0.7": null}})")};
    EXPECT_EQ(results_table(results),
              "group  runs  T(IoU)=0.5     T(IoU)=0.7     AUC\n"
              "gren      3  0.333 ± 0.153  0.150 ± 0.071  0.750 ± 0.000\n"
              "base      1  1.000          0.000          none\n");
}

TEST_F(PlanResults, the_csv_has_a_row_a_run_and_nothing_where_there_is_no_number) {
    const auto run = run_of("gren", 3);
    const auto csv = results_csv({read(run, R"({"about": {"ranks": 2}, "mean_accuracy": {"0.1": 0.875}})")});
    EXPECT_THAT(
        csv,
        HasSubstr("run,group,method,participation,split_by,split_seed,fold,nodes,ranks,seed,hash,options,"
                  "accuracy_0.1,accuracy_0.2,accuracy_0.3,accuracy_0.4,accuracy_0.5,accuracy_0.6,"
                  "accuracy_0.7,auc,dataset,lists\n"));
    EXPECT_THAT(csv, HasSubstr("\ngren_fold3,gren,gren,0.5_0.8,patient,1,3,4,2,1,,--method=gren --lr=0.1,"
                               "0.875,,,,,,,,d1,l1\n"));
}

TEST_F(PlanResults, a_line_for_one_run) {
    const auto run = run_of("gren", 0);
    EXPECT_EQ(result_text(read(run, R"({"mean_accuracy": {"0.5": 0.25, "0.7": 0.125}, "mean_auc": 0.8})")),
              "T=0.5 0.250, T=0.7 0.125, AUC 0.800");
    EXPECT_EQ(result_text(read(run, R"({"mean_accuracy": {}})")), "T=0.5 none, T=0.7 none, AUC none");
}

TEST_F(PlanResults, what_is_no_evaluation_is_named) {
    const auto run = run_of("gren", 0);
    for (const auto* text : {"", "{", "[]", R"({"images": 3})"})
        EXPECT_THROW(read(run, text), DataError) << text;
}

}  // namespace gren::plan::results_test
