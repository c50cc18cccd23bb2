// Fig. 4 from runs made by hand: accuracy against nodes and against λ; what else differs is another line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <list>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "src/report/sections.h"
#include "tests/support/scratch_folder.h"

namespace gren::report::sweeps_test {
namespace {

using testing::HasSubstr;

struct Sweeps : testing::Test {
    ScratchFolder scratch;
    std::list<ReportRun> runs;
    ReportTableRuns table;

    // Of four boxes `found` have an IoU of 0.6.
    void add(const std::string& method, const std::string& label,
             const std::map<std::string, std::string>& axes, int found) {
        auto& run = runs.emplace_back();
        run.method = method;
        run.classes["Mass"].boxes = 4;
        for (int i = 0; i < 4; ++i)
            run.boxes.push_back({.image = std::to_string(i),
                                 .patient = std::to_string(i),
                                 .cls = "Mass",
                                 .iou = i < found ? 0.6 : 0.2});
        table.groups.push_back({.method = method, .label = label, .nodes = 4, .axes = axes, .runs = {&run}});
    }
    std::optional<Section> section() const { return sweep_section({table}, scratch.path()); }
    std::string file(const std::string& name) const { return bytes_of(scratch.path() / name); }
};

TEST_F(Sweeps, over_nodes_join_rows_that_differ_in_nothing_else) {
    table.participation = "1.0_0.4";
    add("gren", "GREN, N = 16, sign = attract", {{"N", "16"}, {"sign", "attract"}}, 3);
    add("gren", "GREN, N = 4, sign = attract", {{"N", "4"}, {"sign", "attract"}}, 1);
    add("gren", "GREN, N = 4, sign = repel", {{"N", "4"}, {"sign", "repel"}}, 2);
    const auto found = section();
    ASSERT_TRUE(found);
    ASSERT_EQ(found->blocks.size(), 1);
    EXPECT_EQ(std::get<Figure>(found->blocks[0]).id, "nodes_1.0_0.4");
    EXPECT_THAT(std::get<Figure>(found->blocks[0]).svg, HasSubstr("GREN, sign = attract, T = 0.5"));
    const auto csv = file("nodes_1.0_0.4.csv");
    EXPECT_THAT(csv, HasSubstr("0,\"GREN, sign = attract, T = 0.5\",4,0.25,"));
    EXPECT_THAT(csv, HasSubstr("0,\"GREN, sign = attract, T = 0.5\",16,0.75,"));
    EXPECT_THAT(csv, HasSubstr("1,\"GREN, sign = attract, T = 0.7\",16,0,"));
    EXPECT_THAT(csv, testing::Not(HasSubstr("repel")));  // a single point is no line
    EXPECT_THAT(csv, HasSubstr("2,\"GREN in the paper's text, T = 0.5\",4,0.54,"));
    EXPECT_THAT(csv, HasSubstr("3,\"GREN in the paper's text, T = 0.7\",2,0.44,"));
    const auto script = file("nodes_1.0_0.4.gp");
    EXPECT_THAT(script, HasSubstr("set logscale x 2\nset xtics (2, 4, 16)\nset xrange [1.6:20]"));
}

TEST_F(Sweeps, over_lambda_are_on_a_plain_axis_without_the_papers_points) {
    table.participation = "1.0_0.4";
    add("gren", "GREN, lambda-inter = 0.1", {{"lambda-inter", "0.1"}}, 3);
    add("gren", "GREN, lambda-inter = 0", {{"lambda-inter", "0"}}, 1);
    const auto found = section();
    ASSERT_TRUE(found);
    EXPECT_EQ(std::get<Figure>(found->blocks.at(0)).id, "lambda_inter_1.0_0.4");
    EXPECT_THAT(file("lambda_inter_1.0_0.4.csv"), testing::Not(HasSubstr("paper")));
    EXPECT_THAT(file("lambda_inter_1.0_0.4.gp"), testing::Not(HasSubstr("logscale")));
}

TEST_F(Sweeps, of_other_participations_have_no_points_of_the_papers) {
    table.participation = "0.5_0.8";
    add("gren", "GREN, N = 16", {{"N", "16"}}, 3);
    add("gren", "GREN, N = 4", {{"N", "4"}}, 1);
    ASSERT_TRUE(section());
    EXPECT_THAT(file("nodes_0.5_0.8.csv"), testing::Not(HasSubstr("paper")));
}

TEST_F(Sweeps, set_cosine_beside_hashes_where_there_is_cosine) {
    table.participation = "0.5_0.8";
    add("gren", "GREN", {}, 3);
    EXPECT_FALSE(section());
    add("cosine", "B + Cosine", {}, 1);
    const auto found = section();
    ASSERT_TRUE(found);
    EXPECT_EQ(std::get<Figure>(found->blocks.at(0)).id, "cosine");
    EXPECT_THAT(file("cosine.csv"), HasSubstr("GREN,0.12,0.75,"));
}

}  // namespace
}  // namespace gren::report::sweeps_test
