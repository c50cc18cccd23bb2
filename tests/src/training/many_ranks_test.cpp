// 8 images as 8 ranks × 1: the far end of the contract that trainer_test.cpp holds up to four ranks.
#include <gtest/gtest.h>

#include "tests/support/equivalence.h"
#include "tests/support/mpi_main.h"

namespace gren::many_ranks_test {

class ManyRanks : public testing::TestWithParam<EquivalenceCase> {};

TEST_P(ManyRanks, equal_one_process) {
    const auto found = deviation(test_world(), GetParam());
    EXPECT_LE(found.worst(), 1e-6) << found.where;
}

const std::vector<EquivalenceCase> kCases{
    {.name = "gathered"},
    {.name = "sharded", .path = GraphPath::sharded_gram},
    {.name = "cosine_sharded", .method = "cosine", .path = GraphPath::sharded_gram},
    {.name = "row_blocks", .path = GraphPath::row_blocks},
    {.name = "cosine_row_blocks", .method = "cosine", .path = GraphPath::row_blocks},
    {.name = "three_images", .images = 3, .path = GraphPath::sharded_gram},
    {.name = "three_images_row_blocks", .images = 3, .path = GraphPath::row_blocks},
    {.name = "accumulated",
     .norm = NormMode::frozen,
     .images = 12,
     .images_per_part = 1,
     .path = GraphPath::sharded_gram},
    {.name = "accumulated_row_blocks",
     .norm = NormMode::frozen,
     .images = 12,
     .images_per_part = 1,
     .path = GraphPath::row_blocks}};

INSTANTIATE_TEST_SUITE_P(cases, ManyRanks, testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

}  // namespace gren::many_ranks_test
