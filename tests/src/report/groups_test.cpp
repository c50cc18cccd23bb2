// Which runs are one row, what a row is called, and what may not stand in one table.
#include "src/report/groups.h"

#include <gtest/gtest.h>

#include "dataio/data_error.h"
#include "tests/support/refusal.h"

namespace gren::report::groups_test {
namespace {

ReportRun run(const std::string& name, const std::string& method, std::int64_t fold, std::int64_t seed = 1,
              std::int64_t nodes = 4) {
    ReportRun made;
    made.name = name;
    made.method = method;
    made.participation = "0.5_0.8";
    made.fold = fold;
    made.seed = seed;
    made.nodes = nodes;
    made.dataset = "data";
    made.test_list = made.training_list = "list of " + std::to_string(fold);
    made.eval_grid = 128;
    made.configuration = {{"method", method}, {"seed", std::to_string(seed)}, {"lr", "0.001"}};
    return made;
}

std::vector<std::string> labels(const ReportTableRuns& table) {
    std::vector<std::string> all;
    for (const auto& group : table.groups) all.push_back(group.label);
    return all;
}

TEST(ReportGroups, join_folds_and_seeds_in_the_papers_order) {
    const std::vector<ReportRun> runs{run("a", "gren", 1), run("b", "gren", 0, 2), run("c", "gren", 0),
                                      run("d", "baseline", 0)};
    const auto tables = grouped(runs);
    ASSERT_EQ(tables.size(), 1U);
    EXPECT_EQ(labels(tables[0]), (std::vector<std::string>{"Baseline (B)", "GREN"}));
    std::vector<std::string> order;
    for (const auto* one : tables[0].groups[1].runs) order.push_back(one->name);
    EXPECT_EQ(order, (std::vector<std::string>{"c", "b", "a"}));
}

TEST(ReportGroups, are_told_apart_by_what_differs) {
    std::vector<ReportRun> runs{run("a", "gren", 0, 1, 16), run("b", "gren", 0, 1, 2),
                                run("c", "baseline", 0, 1, 2)};
    runs[1].configuration["sign"] = "repel";
    runs[0].configuration["sign"] = "attract";
    const auto tables = grouped(runs);
    EXPECT_EQ(labels(tables[0]), (std::vector<std::string>{"Baseline (B), N = 2", "GREN, N = 2, sign = repel",
                                                           "GREN, N = 16, sign = attract"}));
    EXPECT_EQ(differing_axes(tables[0].groups[0], tables[0].groups[1]), 1);  // sign
    EXPECT_EQ(differing_axes(tables[0].groups[1], tables[0].groups[2]), 2);
}

TEST(ReportGroups, of_an_option_and_of_its_default_are_told_apart) {
    std::vector<ReportRun> runs{run("a", "gren", 0), run("b", "gren", 0), run("c", "baseline", 0)};
    runs[1].configuration["lambda-inter"] = "0.3";
    EXPECT_EQ(labels(grouped(runs)[0]),
              (std::vector<std::string>{"Baseline (B)", "GREN", "GREN, lambda-inter = 0.3"}));
}

// What no option of training tells: cut out on another grid, statistics of other ranks, tested
// on another list.
TEST(ReportGroups, of_figures_of_another_kind_are_told_apart) {
    std::vector<ReportRun> runs{run("a", "gren", 0), run("b", "gren", 1)};
    runs[1].eval_grid = 64;
    EXPECT_EQ(labels(grouped(runs)[0]),
              (std::vector<std::string>{"GREN, eval-grid = 64", "GREN, eval-grid = 128"}));
    runs[1].eval_grid = 128;
    for (std::size_t i = 0; i < 2; ++i) {
        runs[i].ranks = static_cast<std::int64_t>(i + 1);
        EXPECT_EQ(grouped(runs)[0].groups.size(), 1U);  // shared out otherwise, the same result
    }
    for (auto& one : runs) one.configuration["batch-norm"] = "local";
    EXPECT_EQ(labels(grouped(runs)[0]), (std::vector<std::string>{"GREN, ranks = 1", "GREN, ranks = 2"}));
    runs[0].ranks = 2;
    runs[1].test_list = "0123456789abcdef";
    EXPECT_EQ(labels(grouped(runs)[0]),
              (std::vector<std::string>{"GREN", "GREN, tested on another list = 0123456789ab"}));
}

TEST(ReportGroups, of_other_participations_are_other_tables) {
    std::vector<ReportRun> runs{run("a", "gren", 0), run("b", "gren", 0)};
    runs[1].participation = "1.0_0.4";
    runs[1].test_list = "another";
    EXPECT_EQ(grouped(runs).size(), 2U);
}

std::string refusal_of(const std::vector<ReportRun>& runs) {
    return refusal([&] { grouped(runs); });
}

TEST(ReportGroups, refuse_other_data_sets_and_lists_with_both_digests) {
    std::vector<ReportRun> runs{run("a", "gren", 0), run("b", "baseline", 0)};
    runs[1].dataset = "other";
    EXPECT_EQ(
        refusal_of(runs),
        "runs a and b: different data sets with digest data and other; a report compares runs of the same "
        "data set and lists: report them apart");
    runs[1].dataset = "data";
    runs[1].test_list = "another list";
    EXPECT_NE(refusal_of(runs).find(
                  "different test lists of 0.5_0.8 fold 0 with digest list of 0 and another list"),
              std::string::npos);
    runs[1].test_list = runs[0].test_list;
    runs[1].training_list = "yet another";
    EXPECT_NE(refusal_of(runs).find("list of 0 and yet another"), std::string::npos);
}

}  // namespace
}  // namespace gren::report::groups_test
