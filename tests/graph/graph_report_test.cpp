// What people read of the graph's cost.
#include "graph/graph_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gren::graph_report_test {

using testing::AllOf;
using testing::HasSubstr;

TEST(GraphReport, the_first_line_says_size_path_and_why) {
    const GraphSize size{.ranks = 2, .images_per_rank = 4};
    EXPECT_THAT(
        graph_line(size, choose_path(size)),
        AllOf(HasSubstr("graph: 8 nodes, 28 edges (16 between ranks)"), HasSubstr("path sharded-gram"),
              HasSubstr("sends 8.0 MiB in 3 messages"), HasSubstr("all-gather would send 16.0 MiB in 2")));
}

TEST(GraphReport, the_first_line_says_where_weights_are_not_divided) {
    GraphSize size{.ranks = 2};
    const auto said = HasSubstr("per rank, all weights among them: the method's are made of all edges; path");
    EXPECT_THAT(graph_line(size, {GraphPath::row_blocks, ""}), testing::Not(said));
    size.whole_weights = true;
    EXPECT_THAT(graph_line(size, {GraphPath::row_blocks, ""}), said);
    EXPECT_THAT(graph_line(size, {GraphPath::sharded_gram, ""}), testing::Not(said));
}

TEST(GraphReport, the_table_has_a_row_for_each_path) {
    const auto table = graph_table({.ranks = 4}, std::int64_t{16} << 30);
    EXPECT_THAT(table, AllOf(HasSubstr("largest N in 16.0 GiB"), HasSubstr("\nall-gather "),
                             HasSubstr("\nsharded-gram "), HasSubstr("\nrow-blocks ")));
}

}  // namespace gren::graph_report_test
