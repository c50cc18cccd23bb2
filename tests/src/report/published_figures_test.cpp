// The constants against tables that a script took out of the paper's text, and against what they must
// add up to.
#include "src/report/published_figures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
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

TEST(PublishedFigures, know_labels_grades_and_order) {
    EXPECT_EQ(method_label("intra"), "B + Intra");
    EXPECT_EQ(method_label("something new"), "something new");
    EXPECT_EQ(method_grade("ccg"), "C");
    EXPECT_EQ(method_grade("shuffle"), "control");
    EXPECT_EQ(method_grade("batch-const"), "control");
    EXPECT_EQ(method_grade("something new"), "");
    EXPECT_LT(method_rank("baseline"), method_rank("gren"));
    EXPECT_LT(method_rank("shuffle"), method_rank("something new"));
}

}  // namespace
}  // namespace gren::report::published_figures_test
