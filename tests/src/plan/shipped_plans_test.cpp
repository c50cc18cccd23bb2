// Every plan of launch/plans expands, to as many runs as the paper's tables and figures have.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>

#include "src/plan/run.h"

namespace gren::plan::shipped_plans_test {
namespace {

namespace fs = std::filesystem;

std::set<std::string> names_of(const std::string& plan) {
    std::set<std::string> names;
    for (const auto& run : runs_of(read_plan(fs::path(GREN_PLANS_DIR) / plan), {})) names.insert(run.name);
    return names;
}

bool contains(const std::set<std::string>& all, const std::set<std::string>& some) {
    return std::ranges::includes(all, some);
}

}  // namespace

TEST(ShippedPlans, have_as_many_runs_as_the_paper) {
    const std::size_t own_rows = 4;  // Baseline, B+Intra, B+Inter, GREN in Tables I, II, III and V
    const std::size_t others = 6;    // other systems in Tables I and II, CCG in two readings; III lacks two
    const std::size_t folds = 5;     // "five-fold cross validation"; Table II has none, hence seeds
    const std::size_t settings = 3;  // 0.5_0.8, 1.0_0.0, 1.0_0.4
    const std::size_t coarse = 20;   // 0.05 ... 1.00 by 0.05
    const std::size_t scales = 12;   // 2 ... 4096
    const std::map<std::string, std::size_t> expected{
        {"methods.plan", 19},
        {"table1.plan", (others + own_rows) * folds},
        {"table2.plan", (others + own_rows) * folds},
        {"table3.plan", (others - 2 + own_rows) * folds},
        {"table4.plan", 3 * folds},
        {"fig8.plan", 2},
        {"later.plan", 3 * folds},
        {"table5.plan", own_rows},
        {"table5_official.plan", own_rows},
        {"fig4a.plan", 3 * settings * folds},  // Baseline, B+Cosine, GREN
        {"fig4b.plan", 2 * 4 * folds},         // N = 2, 4, 8, 16
        {"fig4b_scale.plan", 3 * scales * 3},
        {"fig4b_scale_ranks.plan", 3 * (scales - 4) * 3},
        {"controls.plan", 2 * settings * folds},
        {"readings.plan", (1 + 1 + 3 + 1 + 1 + 1 + 1 + 1) * folds},
        {"hash.plan", 3 * folds},
        {"small_targets.plan", 2 * 2 * 2 * folds},  // strides, grids, Baseline and GREN
        {"lambda_coarse.plan", 1 + 2 * coarse},
        {"lambda_fine.plan", 2 * 9}};
    for (const auto& [plan, runs] : expected) EXPECT_EQ(names_of(plan).size(), runs) << plan;
}

TEST(ShippedPlans, share_the_runs_that_they_have_in_common) {
    auto tables = names_of("table1.plan");
    EXPECT_TRUE(contains(tables, names_of("fig8.plan")));
    auto fourth = names_of("table4.plan");
    EXPECT_EQ(std::erase_if(fourth, [](const std::string& name) { return name.starts_with("attention"); }),
              5U);
    EXPECT_TRUE(contains(tables, fourth));
    auto usual = names_of("small_targets.plan");
    std::erase_if(usual, [&](const std::string& name) { return !tables.contains(name); });
    EXPECT_EQ(usual.size(), 10U);
    for (const auto* plan : {"table2.plan", "table3.plan", "controls.plan"}) tables.merge(names_of(plan));
    auto cosine = names_of("fig4a.plan");
    std::erase_if(cosine, [](const std::string& name) { return !name.starts_with("cosine"); });
    EXPECT_EQ(cosine.size(), 15U);
    tables.merge(cosine);
    EXPECT_TRUE(contains(tables, names_of("fig4a.plan")));
}

TEST(ShippedPlans, all_of_them_expand_in_the_papers_setting) {
    std::size_t plans = 0;
    for (const auto& entry : fs::directory_iterator(GREN_PLANS_DIR)) {
        if (entry.path().extension() != ".plan") continue;
        ++plans;
        const auto names = names_of(entry.path().filename());
        EXPECT_FALSE(names.empty()) << entry.path();
        EXPECT_THAT(names, testing::Each(testing::HasSubstr("_preset-paper"))) << entry.path();
    }
    EXPECT_EQ(plans, 19U);
}

TEST(ShippedPlans, scale_keeps_the_papers_objective_at_four_nodes) {
    int found = 0;
    for (const auto& run : runs_of(read_plan(fs::path(GREN_PLANS_DIR) / "fig4b_scale.plan"), {})) {
        if (run.nodes != 4 || run.train.method.graph_reduction != Reduction::mean) continue;
        const double edges_within = 4, pairs = 4.0 * 3 / 2;
        EXPECT_DOUBLE_EQ(*run.train.method.lambda_intra, 0.11 * edges_within);
        EXPECT_DOUBLE_EQ(*run.train.method.lambda_inter, 0.15 * pairs);
        ++found;
    }
    EXPECT_EQ(found, 3);  // folds
}

}  // namespace gren::plan::shipped_plans_test
