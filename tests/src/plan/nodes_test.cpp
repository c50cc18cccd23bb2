#include "src/plan/nodes.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace gren::plan::nodes_test {
namespace {

void expect(const GlobalBatch& batch, std::int64_t nodes, std::int64_t batch_per_rank,
            std::int64_t accumulate) {
    EXPECT_EQ(batch.nodes, nodes);
    EXPECT_EQ(batch.batch_per_rank, batch_per_rank);
    EXPECT_EQ(batch.accumulate, accumulate);
}

}  // namespace

TEST(PlanNodes, a_plan_that_says_nothing_has_the_papers_four) {
    expect(global_batch(1, {}, {}, {}), 4, 4, 1);
    expect(global_batch(2, {}, {}, {}), 4, 2, 1);
    expect(global_batch(2, {}, {}, 2), 4, 1, 2);
}

TEST(PlanNodes, batch_per_rank_makes_nodes) {
    expect(global_batch(4, 16, {}, {}), 16, 4, 1);
    expect(global_batch(2, 16, {}, 4), 16, 2, 4);
}

TEST(PlanNodes, accumulate_makes_nodes_where_batch_per_rank_is_given) {
    expect(global_batch(1, 4096, 16, {}), 4096, 16, 256);
}

TEST(PlanNodes, nodes_follow_from_batch_per_rank) {
    expect(global_batch(256, {}, 16, {}), 4096, 16, 1);
    expect(global_batch(3, {}, 2, 5), 30, 2, 5);
}

TEST(PlanNodes, all_four_may_be_given_if_they_agree) {
    expect(global_batch(2, 24, 3, 4), 24, 3, 4);
    EXPECT_THROW(global_batch(2, 25, 3, 4), std::invalid_argument);
}

TEST(PlanNodes, what_no_whole_number_makes_is_refused) {
    EXPECT_THROW(global_batch(4, 6, {}, {}), std::invalid_argument);  // 1.5 a rank
    EXPECT_THROW(global_batch(8, 4, {}, {}), std::invalid_argument);  // ranks without an image
    EXPECT_THROW(global_batch(2, 10, 4, {}), std::invalid_argument);  // 1.25 parts
    EXPECT_THROW(global_batch(1, 4, {}, 3), std::invalid_argument);
}

}  // namespace gren::plan::nodes_test
