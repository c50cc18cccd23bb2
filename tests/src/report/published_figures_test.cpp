// The constants against tables that a script took out of the paper's text, and against what they must
// add up to.
#include "src/report/published_figures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

namespace gren::report::published_figures_test {
namespace {

nlohmann::json golden() {
    return nlohmann::json::parse(std::ifstream(GREN_GOLDEN_DIR "/published_tables.json"));
}

TEST(PublishedFigures, are_the_papers_tables) {
    const auto rows = golden()["localization"];
    ASSERT_EQ(published_accuracies().size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& ours = published_accuracies()[i];
        EXPECT_EQ(ours.table, rows[i]["table"]) << rows[i];
        EXPECT_EQ(ours.participation, rows[i]["participation"]) << rows[i];
        EXPECT_EQ(ours.threshold, rows[i]["threshold"]) << rows[i];
        EXPECT_EQ(ours.reproduced, rows[i]["model"].get<std::string>().find('*') != std::string::npos)
            << rows[i];
        for (std::size_t k = 0; k < ours.accuracy.size(); ++k)
            EXPECT_DOUBLE_EQ(ours.accuracy[k], rows[i]["values"][k].get<double>()) << rows[i];
        EXPECT_DOUBLE_EQ(ours.mean, rows[i]["values"][8].get<double>()) << rows[i];
    }
    const auto aucs = golden()["auc"];
    ASSERT_EQ(published_aucs().size(), aucs.size());
    for (const auto& ours : published_aucs()) {
        bool found = false;
        for (const auto& [model, values] : aucs.items()) {
            found |= values[14] == ours.mean && std::equal(ours.auc.begin(), ours.auc.end(), values.begin());
        }
        EXPECT_TRUE(found) << ours.method;
    }
}

TEST(PublishedFigures, of_a_reference_have_its_number) {
    const auto rows = golden()["localization"];
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto model = rows[i]["model"].get<std::string>();
        const auto open = model.find('[');
        if (open == std::string::npos) continue;
        EXPECT_NE(method_label(published_accuracies()[i].method).find(model.substr(open)), std::string::npos)
            << model;
    }
}

// Why a report says that Table I is one fold: with the counts of boxes of one fold, each value of the paper's
// own rows is k/n to its two decimals.
TEST(PublishedFigures, of_table_one_are_counts_of_one_fold) {
    constexpr std::array counts{41, 28, 25, 25, 19, 14, 24, 20};
    for (const auto& row : published_accuracies()) {
        if (row.table != std::string("I") || method_grade(row.method) != "A" ||
            row.method == std::string("cam"))
            continue;
        for (std::size_t k = 0; k < counts.size(); ++k) {
            const double boxes = counts[k], nearest = std::round(row.accuracy[k] * boxes) / boxes;
            EXPECT_NEAR(nearest, row.accuracy[k], 0.00501) << row.method << " " << row.threshold << " " << k;
        }
    }
}

// Why a report says that the row of Wang et al. in Table I is of all 984 boxes: it is their supplement's,
// here by class, each a share k/n of all boxes of NIH; and their mean stands beside Table II.
TEST(PublishedFigures, of_wang_are_those_of_the_supplement) {
    constexpr std::array counts{180, 146, 153, 123, 85, 79, 120, 98};
    const std::map<std::string, std::array<double, 8>> supplement{
        {"0.1", {.6888, .9383, .6601, .7073, .4000, .1392, .6333, .3775}},
        {"0.2", {.4722, .6849, .4509, .4796, .2588, .0506, .3500, .2346}},
        {"0.3", {.2444, .4589, .3006, .2764, .1529, .0379, .1666, .1326}},
        {"0.4", {.0944, .2808, .2026, .1219, .0705, .0126, .0750, .0714}},
        {"0.5", {.0500, .1780, .1111, .0650, .0117, .0126, .0333, .0306}},
        {"0.6", {.0222, .0753, .0457, .0243, 0, .0126, .0166, .0306}},
        {"0.7", {.0055, .0273, .0196, 0, 0, 0, .0083, .0204}}};
    const auto& means = published_means().front();
    ASSERT_EQ(means.accuracy.size(), supplement.size());
    for (const auto& [threshold, values] : supplement) {
        double sum = 0;
        for (std::size_t k = 0; k < values.size(); ++k) {
            const double boxes = counts[k], nearest = std::round(values[k] * boxes) / boxes;
            EXPECT_NEAR(nearest, values[k], 1e-4) << threshold << " " << k;
            sum += values[k];
        }
        EXPECT_NEAR(sum / 8, means.accuracy.at(threshold), 0.0006) << threshold;
    }
    for (const auto& row : published_accuracies()) {
        if (row.table != std::string("I") || row.method != std::string("cam")) continue;
        const auto& values = supplement.at(row.threshold == 0.5 ? "0.5" : "0.7");
        for (std::size_t k = 0; k < values.size(); ++k)
            EXPECT_NEAR(row.accuracy[k], values[k], 0.00501) << row.threshold << " " << k;
    }
}

TEST(PublishedFigures, know_labels_grades_and_order) {
    EXPECT_EQ(method_label("intra"), "B + Intra");
    EXPECT_EQ(method_label("something new"), "something new");
    EXPECT_EQ(method_grade("ccg"), "C");
    EXPECT_EQ(method_grade("ccg-code"), "B");
    EXPECT_EQ(method_label("ccg-code"), "Zhao et al. [34], released code");
    EXPECT_EQ(method_grade("graph-rise"), "B");
    EXPECT_EQ(method_grade("pylon"), "B");
    EXPECT_EQ(method_grade("pcan"), "B");
    EXPECT_EQ(method_grade("shuffle"), "control");
    EXPECT_EQ(method_grade("batch-const"), "control");
    EXPECT_EQ(method_grade("something new"), "");
    EXPECT_LT(method_rank("baseline"), method_rank("gren"));
    EXPECT_LT(method_rank("gren"), method_rank("pylon"));
    EXPECT_LT(method_rank("pcan"), method_rank("const"));
    EXPECT_LT(method_rank("shuffle"), method_rank("something new"));
}

}  // namespace
}  // namespace gren::report::published_figures_test
