// Means, stddev, intervals and tests against statsmodels, numpy and counts by hand.
#include "src/report/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

namespace gren::report::statistics_test {
namespace {

nlohmann::json golden() {
    return nlohmann::json::parse(std::ifstream(GREN_GOLDEN_DIR "/paired_tests.json"));
}

ReportBox box(const std::string& image, double iou, const std::string& patient = "") {
    ReportBox made;
    made.image = image;
    made.patient = patient;
    made.cls = "Mass";
    made.iou = iou;
    return made;
}

ReportRun run(std::int64_t fold, std::int64_t seed, std::vector<ReportBox> boxes) {
    ReportRun made;
    made.fold = fold;
    made.seed = seed;
    made.boxes = std::move(boxes);
    return made;
}

RunGroup group(const std::vector<ReportRun>& runs) {
    RunGroup made;
    for (const auto& one : runs) made.runs.push_back(&one);
    return made;
}

// The golden file's two runs, with the IoU of group "a" or "b".
std::vector<ReportRun> golden_runs(const char* which) {
    std::vector<ReportRun> runs{run(0, 1, {}), run(1, 1, {})};
    const auto all = golden();
    for (const auto& one : all["boxes"]) {
        auto made = box(one["image"], one[which], one["patient"]);
        made.cls = one["class"];
        runs[one["run"].get<std::size_t>()].boxes.push_back(made);
    }
    return runs;
}

TEST(ReportStatistics, exact_mcnemar_is_that_of_statsmodels) {
    const auto all = golden();
    for (std::size_t i = 0; i < all["p"].size(); ++i)
        EXPECT_NEAR(exact_mcnemar(all["discordant"][i][0], all["discordant"][i][1]), all["p"][i], 1e-12) << i;
}

TEST(ReportStatistics, holm_is_that_of_statsmodels) {
    const auto all = golden();
    const auto adjusted = holm(all["p"].get<std::vector<double>>());
    for (std::size_t i = 0; i < adjusted.size(); ++i) EXPECT_NEAR(adjusted[i], all["holm"][i], 1e-12) << i;
    EXPECT_TRUE(holm({}).empty());
}

// Other random numbers than numpy's: intervals of 2000 samples agree to about a fiftieth of their width.
TEST(ReportStatistics, intervals_draw_patients_as_numpy_does) {
    const auto a = golden_runs("a"), b = golden_runs("b");
    const auto expected = golden()["expected"];
    const auto accuracy = mean_accuracy_with_interval(group(a), 0.5);
    EXPECT_NEAR(accuracy.value, expected["accuracy"]["value"], 1e-12);
    const auto difference = paired_difference(group(a), group(b), 0.5);
    ASSERT_TRUE(difference);
    EXPECT_NEAR(difference->accuracy.value, expected["difference"]["value"], 1e-12);
    EXPECT_NEAR(accuracy.over_patients->low, expected["accuracy"]["interval"][0], 0.012);
    EXPECT_NEAR(accuracy.over_patients->high, expected["accuracy"]["interval"][1], 0.012);
    EXPECT_NEAR(difference->accuracy.over_patients->low, expected["difference"]["interval"][0], 0.012);
    EXPECT_NEAR(difference->accuracy.over_patients->high, expected["difference"]["interval"][1], 0.012);
    EXPECT_EQ(difference->only_a, expected["only"][0]);
    EXPECT_EQ(difference->only_b, expected["only"][1]);
    EXPECT_NEAR(difference->p, expected["p"], 1e-12);
    EXPECT_EQ(difference->boxes, 120);
    EXPECT_EQ(difference->runs, 2U);
}

TEST(ReportStatistics, are_the_same_each_time) {
    const auto a = golden_runs("a");
    const auto once = mean_accuracy_with_interval(group(a), 0.5),
               again = mean_accuracy_with_interval(group(a), 0.5);
    EXPECT_EQ(once.over_patients->low, again.over_patients->low);
    EXPECT_EQ(once.over_patients->high, again.over_patients->high);
}

// Folds find 1, 1, 0, 0 and 1 of their one box: mean 0.6, standard stddev √0.3, Student's t of four
// degrees of freedom 2.776445 (any table). A fold of two seeds counts once.
TEST(ReportStatistics, intervals_over_runs_are_students_over_folds) {
    const std::vector<ReportRun> runs{run(0, 1, {box("a", 0.9)}), run(0, 2, {box("a", 0.9)}),
                                      run(1, 1, {box("b", 0.9)}), run(2, 1, {box("c", 0)}),
                                      run(3, 1, {box("d", 0)}),   run(4, 1, {box("e", 0.9)})};
    const auto found = mean_accuracy_with_interval(group(runs), 0.5);
    const double half = 2.776445105 * std::sqrt(0.3) / std::sqrt(5.0);
    ASSERT_TRUE(found.over_runs);
    EXPECT_NEAR(found.over_runs->low, 0.6 - half, 1e-8);
    EXPECT_NEAR(found.over_runs->high, 0.6 + half, 1e-8);
    EXPECT_NEAR(wider_interval(found)->high, 0.6 + half, 1e-8);
    EXPECT_EQ(found.patients, 5);
}

TEST(ReportStatistics, of_one_patient_or_one_run_have_no_interval) {
    const std::vector<ReportRun> runs{run(0, 1, {box("x", 0.9, "p"), box("y", 0.2, "p")})};
    const auto found = mean_accuracy_with_interval(group(runs), 0.5);
    EXPECT_EQ(found.patients, 1);
    EXPECT_FALSE(found.over_patients);
    EXPECT_FALSE(found.over_runs);
    EXPECT_FALSE(wider_interval(found));
}

// Found by a in both seeds and by b in none, found once by each, found by neither: one box for a, none for b.
TEST(ReportStatistics, count_a_box_of_several_seeds_once) {
    const std::vector<ReportRun> a{run(0, 1, {box("x", 0.9), box("y", 0.9), box("z", 0)}),
                                   run(0, 2, {box("x", 0.9), box("y", 0.1), box("z", 0)})};
    const std::vector<ReportRun> b{run(0, 2, {box("x", 0.1), box("y", 0.9), box("z", 0)}),
                                   run(0, 1, {box("x", 0.1), box("y", 0.1), box("z", 0)}),
                                   run(0, 3, {box("x", 0.9), box("y", 0.9), box("z", 0)})};
    const auto found = paired_difference(group(a), group(b), 0.5);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->runs, 2U);
    EXPECT_EQ(found->boxes, 3);
    EXPECT_EQ(found->only_a, 1);
    EXPECT_EQ(found->only_b, 0);
    EXPECT_NEAR(found->accuracy.value, (2.0 / 3 - 0.0 + 1.0 / 3 - 1.0 / 3) / 2, 1e-12);
}

TEST(ReportStatistics, compare_nothing_where_no_run_is_shared) {
    const std::vector<ReportRun> a{run(0, 1, {box("x", 0.9)})}, b{run(0, 2, {box("x", 0.9)})};
    EXPECT_FALSE(paired_difference(group(a), group(b), 0.5));
}

// Folds 0 and 1 with two seeds each: means 0.2 and 0.6.
TEST(ReportStatistics, deviation_is_over_folds_then_over_seeds) {
    const std::vector<ReportRun> folds{run(0, 1, {}), run(0, 2, {}), run(1, 1, {}), run(1, 2, {})};
    const auto over_folds = mean_over_runs(group(folds), {0.1, 0.3, 0.5, 0.7});
    EXPECT_NEAR(over_folds.mean, 0.4, 1e-12);
    EXPECT_NEAR(over_folds.stddev.value(), std::sqrt(0.08), 1e-12);
    const std::vector<ReportRun> seeds{run(0, 1, {}), run(0, 2, {})};
    EXPECT_NEAR(mean_over_runs(group(seeds), {0.1, 0.3}).stddev.value(), std::sqrt(0.02), 1e-12);
    const std::vector<ReportRun> single{run(0, 1, {})};
    EXPECT_FALSE(mean_over_runs(group(single), {0.1}).stddev);
}

}  // namespace
}  // namespace gren::report::statistics_test
