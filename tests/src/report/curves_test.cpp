// Curves of training from lines of metrics.jsonl made by hand.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <list>
#include <string>
#include <variant>

#include "src/report/panel_plot.h"
#include "src/report/sections.h"
#include "tests/support/scratch_folder.h"

namespace gren::report::curves_test {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Curves : testing::Test {
    ScratchFolder scratch;
    std::list<ReportRun> runs;
    ReportTableRuns table{.participation = "all", .groups = {}};

    // A row of one run of 20 steps.
    void add(const std::string& label, int images_per_step) {
        auto& run = runs.emplace_back();
        run.name = label;
        run.folder = scratch.path() / label;
        std::filesystem::create_directory(run.folder);
        std::ofstream lines(run.folder / "metrics.jsonl");
        for (int step = 0; step < 20; ++step)
            lines << fmt::format(
                R"({{"step":{},"epoch":0,"images":{},"lr":1,"loss":2,"images_per_second":4,"stall_seconds":0,"checkpoint_seconds":0,"bytes":5}})"
                "\n",
                step, images_per_step);
        table.groups.push_back({.method = "gren", .label = label, .nodes = 4, .axes = {}, .runs = {&run}});
    }
    Figure drawn() const { return std::get<Figure>(curve_section({table}, scratch.path())->blocks.at(1)); }
    std::string csv() const { return bytes_of(scratch.path() / "curves_all.csv"); }
};

TEST_F(Curves, of_many_images_count_them_in_thousands) {
    add("few", 4);
    EXPECT_THAT(drawn().svg, HasSubstr(">images seen<"));
    EXPECT_THAT(csv(), HasSubstr(",80,"));  // the last step's
    add("many", 1000);
    EXPECT_THAT(drawn().svg, HasSubstr(">thousand images seen<"));
    EXPECT_THAT(csv(), HasSubstr(",20,"));
    EXPECT_THAT(csv(), HasSubstr(",0.08,"));
    EXPECT_THAT(csv(), Not(HasSubstr(",80,")));
}

TEST_F(Curves, beyond_what_a_plot_can_tell_apart_are_counted) {
    for (std::size_t i = 0; i < kMostLines; ++i) add(fmt::format("row_{}", i), 4);
    EXPECT_THAT(drawn().caption, Not(HasSubstr("The first")));
    add("the_last", 4);
    EXPECT_THAT(drawn().caption,
                HasSubstr(fmt::format("The first {} rows; 1 more have their metrics.jsonl.", kMostLines)));
    EXPECT_THAT(csv(), Not(HasSubstr("the_last")));
}

TEST_F(Curves, of_runs_without_metrics_are_not_there) {
    EXPECT_FALSE(curve_section({table}, scratch.path()));
    EXPECT_FALSE(run_curve_section({table}, scratch.path()));
}

}  // namespace
}  // namespace gren::report::curves_test
