// Calibration of runs made by hand, some of them evaluated before it was measured.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <list>
#include <optional>
#include <string>
#include <variant>

#include "src/report/sections.h"
#include "tests/support/scratch_folder.h"

namespace gren::report::calibration_section_test {
namespace {

using testing::HasSubstr;
using testing::Not;

struct CalibrationSection : testing::Test {
    ScratchFolder scratch;
    std::list<ReportRun> runs;
    ReportTableRuns table{.participation = "1.0_0.4", .groups = {}};

    RunGroup& add(const std::string& label) {
        return table.groups.emplace_back(RunGroup{.method = "gren", .label = label, .axes = {}, .runs = {}});
    }
    // Two bins: `images` of probability 0.25, all of them ill, and none.
    void add_run(RunGroup& group, std::optional<double> ece, std::int64_t images) {
        auto& run = runs.emplace_back();
        run.calibration = {.mean_ece = ece,
                           .images = {images, 0},
                           .present = {images, 0},
                           .probability_sum = {0.25 * static_cast<double>(images), 0}};
        group.runs.push_back(&run);
    }
    void add_older_run(RunGroup& group) { group.runs.push_back(&runs.emplace_back()); }
    std::optional<Section> section() const { return calibration_section({{}, table}, scratch.path()); }
};

TEST_F(CalibrationSection, is_not_there_where_no_run_was_measured) {
    add_older_run(add("GREN"));
    EXPECT_FALSE(section());
}

TEST_F(CalibrationSection, is_that_of_the_runs_that_were_measured) {
    auto& mixed = add("mixed");
    add_run(mixed, 0.5, 3);
    add_older_run(mixed);
    add_run(mixed, std::nullopt, 1);
    add_older_run(add("older"));
    const auto found = section();
    ASSERT_TRUE(found);
    ASSERT_EQ(found->blocks.size(), 2U);
    const auto& rows = std::get<Table>(found->blocks[0]).rows;
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].cells[0].text, "mixed");
    EXPECT_EQ(rows[0].cells[1].text, "0.500");
    EXPECT_EQ(rows[0].cells[4].text, "–");
    const auto csv = bytes_of(scratch.path() / "reliability_1.0_0.4.csv");
    EXPECT_THAT(csv, HasSubstr("1,mixed,0.25,1,"));
    EXPECT_THAT(csv, Not(HasSubstr("older")));
}

TEST_F(CalibrationSection, draws_no_more_rows_than_can_be_told_apart) {
    for (int row = 1; row <= 10; ++row) add_run(add("row " + std::to_string(row)), 0.5, 1);
    const auto found = section();
    ASSERT_TRUE(found);
    EXPECT_EQ(std::get<Table>(found->blocks.at(0)).rows.size(), 10U);
    EXPECT_THAT(std::get<Figure>(found->blocks.at(1)).caption, HasSubstr(" The first 8 rows; 2 more have"));
    const auto csv = bytes_of(scratch.path() / "reliability_1.0_0.4.csv");
    EXPECT_THAT(csv, HasSubstr("row 8"));
    EXPECT_THAT(csv, Not(HasSubstr("row 9")));
}

}  // namespace
}  // namespace gren::report::calibration_section_test
