// The plain collectives, and the World they run in.
#include "distributed/collectives.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <numeric>
#include <stdexcept>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>

#include "tests/support/mpi_main.h"
#include "tests/support/refusal.h"

namespace gren::collectives_test {
namespace {

int rank() {
    return test_world().rank();
}
int size() {
    return test_world().size();
}

// Uneven; with two ranks or more one has none.
std::vector<std::int64_t> uneven_rows() {
    const std::vector<std::int64_t> rows = {3, 0, 1, 2};
    return {rows.begin(), rows.begin() + size()};
}

// Row u of the global batch is [c, h, w] = 1000 u + 100 c + 10 h + w.
torch::Tensor global_rows(std::int64_t count) {
    const auto axis = [](std::int64_t n, int step) { return torch::arange(n, torch::kFloat64) * step; };
    return axis(count, 1000).view({-1, 1, 1, 1}) + axis(2, 100).view({-1, 1, 1}) + axis(3, 10).view({-1, 1}) +
           axis(4, 1);
}

torch::Tensor own_rows() {
    std::int64_t begin = 0, all = 0;
    const auto rows = uneven_rows();
    for (std::size_t r = 0; r < rows.size(); ++r) {
        if (r < static_cast<std::size_t>(rank())) begin += rows[r];
        all += rows[r];
    }
    return global_rows(all).narrow(0, begin, rows[static_cast<std::size_t>(rank())]);
}

TEST(World, knows_what_the_launcher_says) {
    EXPECT_EQ(rank(), std::stoi(std::getenv("OMPI_COMM_WORLD_RANK")));
    EXPECT_EQ(size(), std::stoi(std::getenv("OMPI_COMM_WORLD_SIZE")));
    EXPECT_EQ(test_world().local_rank(), std::stoi(std::getenv("OMPI_COMM_WORLD_LOCAL_RANK")));
    EXPECT_EQ(test_world().device(), torch::Device(torch::kCPU));
    EXPECT_EQ(test_world().group()->getSize(), size());
}

TEST(World, counts_its_traffic) {
    const auto before = test_world().traffic().of(Collective::barrier).calls;
    barrier(test_world());
    EXPECT_EQ(test_world().traffic().of(Collective::barrier).calls, before + 1);
}

TEST(Collectives, reduce_scatter_gives_each_rank_its_rows_of_the_sum) {
    for (const auto& rows : {uneven_rows(), std::vector<std::int64_t>(static_cast<std::size_t>(size()), 2)}) {
        const auto whole = global_rows(std::accumulate(rows.begin(), rows.end(), std::int64_t{0}));
        const auto mine = rows.begin() + rank();
        const auto expected = whole.narrow(0, std::accumulate(rows.begin(), mine, std::int64_t{0}), *mine);
        const auto own = reduce_scatter_rows(test_world(), (1 + rank()) * whole, rows);
        EXPECT_TRUE(torch::equal(own, expected * (size() * (size() + 1) / 2)));
    }
}

TEST(Collectives, all_reduce_in_place) {
    auto sum = torch::tensor({1.0 + rank(), 10.0 * rank()}, torch::kFloat64), largest = sum.clone();
    all_reduce_sum(test_world(), sum);
    all_reduce_max(test_world(), largest);
    const double ranks = size(), pairs = ranks * (ranks - 1) / 2;
    EXPECT_TRUE(torch::equal(sum, torch::tensor({ranks + pairs, 10 * pairs}, torch::kFloat64))) << sum;
    EXPECT_TRUE(torch::equal(largest, torch::tensor({ranks, 10 * (ranks - 1)}, torch::kFloat64))) << largest;
}

TEST(Collectives, broadcast_into_a_parameter_in_channels_last) {
    auto weight = torch::arange(24, torch::kFloat32).view({2, 3, 2, 2}) + 100 * rank();
    weight = weight.contiguous(torch::MemoryFormat::ChannelsLast).requires_grad_();
    const int root = size() - 1;
    broadcast(test_world(), weight, root);
    EXPECT_TRUE(torch::equal(weight, torch::arange(24, torch::kFloat32).view({2, 3, 2, 2}) + 100 * root))
        << weight;
    EXPECT_TRUE(weight.is_contiguous(torch::MemoryFormat::ChannelsLast));
}

TEST(Collectives, gather_rows_uneven_and_empty) {
    const auto all = gather_rows(test_world(), own_rows(), uneven_rows());
    EXPECT_TRUE(torch::equal(all, global_rows(all.size(0)))) << all;
    EXPECT_GE(all.size(0), 3);
}

TEST(Collectives, gather_rows_of_any_layout_and_type) {
    const auto rows = uneven_rows();
    const auto channels_last = own_rows().contiguous(torch::MemoryFormat::ChannelsLast);
    const auto sliced = torch::stack({own_rows(), own_rows() + 5}, -1).select(-1, 0);
    const auto expected = gather_rows(test_world(), own_rows(), rows);
    EXPECT_TRUE(torch::equal(gather_rows(test_world(), channels_last, rows), expected));
    EXPECT_TRUE(torch::equal(gather_rows(test_world(), sliced, rows), expected));
    const auto hashes =
        gather_rows(test_world(), own_rows().to(torch::kInt64) + (std::int64_t{1} << 60), rows);
    EXPECT_TRUE(torch::equal(hashes, expected.to(torch::kInt64) + (std::int64_t{1} << 60)));
    EXPECT_TRUE(torch::equal(gather_rows(test_world(), own_rows() > 500, rows), expected > 500));
}

// Every rank is wrong, so that none is left waiting.
TEST(Collectives, gather_rows_refuses_row_counts_that_are_not_this_ranks) {
    auto rows = uneven_rows();
    for (auto& count : rows) count += 1;
    const auto refused = [](const torch::Tensor& own, const std::vector<std::int64_t>& counts) {
        return message_of<std::runtime_error>([&] { gather_rows(test_world(), own, counts); });
    };
    const auto of_rank = testing::HasSubstr("rank " + std::to_string(rank()) + " of");
    EXPECT_THAT(refused(own_rows(), rows), testing::AllOf(of_rank, testing::HasSubstr("row counts [4")));
    rows.assign(static_cast<std::size_t>(size()) + 1, own_rows().size(0));
    EXPECT_THAT(refused(own_rows(), rows), testing::AllOf(of_rank, testing::HasSubstr("one count per rank")));
    rows.assign(static_cast<std::size_t>(size()), 1);
    EXPECT_THAT(refused(torch::tensor(1.0), rows), testing::AllOf(of_rank, testing::HasSubstr("shape []")));
}

TEST(Collectives, gather_text_of_any_bytes) {
    const std::vector<std::string> texts = {"first\nline", "", std::string("nul\0inside", 10), "Röntgen"};
    const auto all = gather_text(test_world(), texts[static_cast<std::size_t>(rank())]);
    EXPECT_EQ(all, std::vector<std::string>(texts.begin(), texts.begin() + size()));
}

}  // namespace
}  // namespace gren::collectives_test
