// The words and the numbers of the memory report; that what it offers does fit is for tests/system/memory.sh.
#include "src/memory/memory_budget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <fstream>
#include <regex>

#include "src/memory/memory_model.h"
#include "src/memory/memory_room.h"
#include "tests/support/mpi_main.h"

namespace gren::memory_budget_test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t kGiB = std::int64_t{1} << 30, kParameters = kGiB / 8;

MemorySettings options(std::int64_t batch_per_rank, std::int64_t accumulate = 1, bool recompute = false) {
    MemorySettings options;
    options.network.classes = {"a", "b"};
    options.batch_per_rank = batch_per_rank;
    options.accumulate = accumulate;
    options.norm = accumulate > 1 ? NormMode::frozen : NormMode::sync;
    options.recompute = recompute;
    return options;
}

MemoryFacts facts(int ranks, std::int64_t free_bytes) {
    return {.ranks = ranks, .parameter_bytes = kParameters, .free_bytes = free_bytes};
}

}  // namespace

TEST(MemoryBudget, needs_parameters_images_and_the_graph) {
    const MemoryBudget plan(options(8), facts(2, 10 * kGiB));
    const auto image = activation_bytes(LocalizerSpec{}, false, false);
    const auto graph = [](std::int64_t batch) {
        const GraphSize size{.ranks = 2, .images_per_rank = batch, .features = 524288};
        return graph_cost(choose_path(size).path, size).memory_bytes;
    };
    EXPECT_EQ(plan.need_bytes(8, 1, false), 3 * kParameters + 8 * image + graph(8));
    EXPECT_EQ(plan.need_bytes(4, 2, false), 3 * kParameters + 4 * image + graph(8) + 2 * 8 * 524288 * 4);
    EXPECT_LT(plan.need_bytes(8, 1, true), plan.need_bytes(8, 1, false));
}

TEST(MemoryBudget, counts_the_path_that_fits) {
    const MemoryBudget plan(options(8), facts(512, 10 * kGiB));
    GraphSize size{.ranks = 512, .images_per_rank = 64, .features = 524288};  // 48 GiB on the sharded path
    const auto blocks = graph_cost(GraphPath::row_blocks, size).memory_bytes;
    EXPECT_LT(blocks, 4 * kGiB);
    EXPECT_EQ(plan.need_bytes(64, 1, false) - plan.need_bytes(0, 1, false),
              64 * activation_bytes(LocalizerSpec{}, false, false) + blocks);
    auto shuffled = options(8);
    shuffled.network.method = "shuffle";
    size.whole_weights = true;
    EXPECT_EQ(MemoryBudget(shuffled, facts(512, 10 * kGiB)).need_bytes(64, 1, false) -
                  plan.need_bytes(64, 1, false),
              graph_cost(choose_path(size, 10 * kGiB).path, size).memory_bytes - blocks);
}

TEST(MemoryBudget, needs_the_weights_rounded_under_autocast) {
    auto rounding = options(8);
    rounding.bfloat16 = true;
    const MemoryBudget single(options(8), facts(2, 10 * kGiB)), half(rounding, facts(2, 10 * kGiB));
    EXPECT_EQ(half.need_bytes(0, 1, false) - single.need_bytes(0, 1, false), kParameters / 2);
}

TEST(MemoryBudget, offers_the_largest_batch_that_fits) {
    const MemoryBudget plan(options(8), facts(2, 10 * kGiB));
    const auto usable = static_cast<std::int64_t>(0.9 * static_cast<double>(10 * kGiB + 3 * kParameters));
    const auto batch = plan.largest_batch(1, false);
    EXPECT_LE(plan.need_bytes(batch, 1, false), usable);
    EXPECT_GT(plan.need_bytes(batch + 1, 1, false), usable);
    EXPECT_GT(plan.largest_batch(1, true), batch);
    EXPECT_EQ(MemoryBudget(options(8), facts(2, kGiB / 100)).largest_batch(1, false), 0);
}

TEST(MemoryBudget, counts_by_the_first_step_once_it_is_known) {
    MemoryBudget plan(options(8), facts(2, 10 * kGiB));
    const auto before = plan.largest_batch(1, false);
    const auto image = activation_bytes(LocalizerSpec{}, false, false);
    const auto graph = plan.need_bytes(8, 1, false) - 3 * kParameters - 8 * image;
    plan.measured(2 * 8 * image + graph);  // twice as much as the model says
    EXPECT_NEAR(static_cast<double>(plan.need_bytes(8, 1, false)),
                static_cast<double>(3 * kParameters + 2 * 8 * image + graph), 1e3);
    EXPECT_LT(plan.largest_batch(1, false), before);
    EXPECT_THAT(plan.report(), HasSubstr("384.0 MiB of parameters, gradients and momentum"));
    EXPECT_THAT(plan.report(), HasSubstr(" of 8 images"));
    EXPECT_THAT(plan.report(),
                HasSubstr("up to --batch-per-rank " + std::to_string(plan.largest_batch(1, false)) +
                          " fits, " + std::to_string(plan.largest_batch(1, true)) + " with --recompute"));
}

// The parts of the report in MiB, in the order in which they stand.
std::vector<double> parts_of(const std::string& report) {
    std::vector<double> parts;
    const std::regex part("([0-9.]+) MiB");
    for (std::sregex_iterator at(report.begin(), report.end(), part), end; at != end; ++at)
        parts.push_back(std::stod((*at)[1]));
    return parts;
}

TEST(MemoryBudget, the_parts_that_it_reports_add_up) {
    auto small = options(4);
    small.network.image_size = 64;
    small.network.head_width = 16;
    constexpr std::int64_t kMiB = 1 << 20;
    const MemoryFacts known{.ranks = 1,
                            .has_graph = false,
                            .parameter_bytes = 40 * kMiB,
                            .largest_parameter_bytes = 9 * kMiB,
                            .free_bytes = 10 * kGiB};
    MemoryBudget plan(small, known);
    plan.measured(67 * kMiB);
    // 120 + 40 + 27 MiB: three copies of the parameters, four images, three times the largest parameter.
    EXPECT_THAT(plan.report(), HasSubstr("memory: 187.0 MiB a rank at most in the first step: 120.0 MiB of"));
    EXPECT_THAT(plan.report(),
                HasSubstr("40.0 MiB of 4 images (10.0 MiB each), 27.0 MiB of the layer under way "
                          "whatever the batch, 0 B of the graph"));
    MemoryBudget tiny(small, known);
    tiny.measured(5 * kMiB);
    const auto parts = parts_of(tiny.report());
    ASSERT_EQ(parts.size(), 3U) << tiny.report();
    EXPECT_EQ(parts[0], parts[1] + parts[2]) << tiny.report();
    EXPECT_THAT(tiny.report(), HasSubstr("5.0 MiB of 4 images and the layer under way"));
}

TEST(MemoryBudget, out_of_memory_is_one_sentence_with_three_options) {
    const MemoryBudget plan(options(64), facts(2, 10 * kGiB));
    const auto fits = std::to_string(plan.largest_batch(1, false));
    const auto sentence = plan.out_of_memory(3, "you tried to allocate 7 bytes");
    EXPECT_THAT(
        sentence,
        HasSubstr("out of memory in step 3 (you tried to allocate 7 bytes): --batch-per-rank 64 needs"));
    EXPECT_THAT(sentence, HasSubstr("what would fit: --batch-per-rank " + fits + "; or --batch-per-rank"));
    EXPECT_THAT(sentence, testing::ContainsRegex(
                              "--accumulate [0-9]+ --batch-norm frozen, for a graph of the same size"));
    EXPECT_THAT(sentence, HasSubstr("; or --recompute --batch-per-rank " +
                                    std::to_string(plan.largest_batch(1, true))));
    EXPECT_THAT(sentence, Not(HasSubstr("\n")));
}

TEST(MemoryBudget, offers_nothing_that_was_tried) {
    const MemoryBudget roomy(options(4), facts(1, 1000 * kGiB));  // failed all the same
    EXPECT_THAT(roomy.out_of_memory(0, "x"), HasSubstr("what would fit: --batch-per-rank 2; or"));
    EXPECT_THAT(roomy.out_of_memory(0, "x"), testing::EndsWith("or --recompute"));
    const MemoryBudget one(options(1, 1, true), facts(1, kGiB / 100));
    EXPECT_THAT(one.out_of_memory(0, "x"), HasSubstr("not even one image fits"));
    const MemoryBudget accumulated(options(4, 8), facts(1, 1000 * kGiB));
    EXPECT_THAT(accumulated.out_of_memory(0, "x"), Not(HasSubstr("--batch-norm frozen")));
}

TEST(MemoryRoom, heeds_the_limit_of_the_process) {
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_AS, &before), 0);
    auto after = before;
    std::int64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    after.rlim_cur = static_cast<rlim_t>(pages * 4096 + kGiB);
    const World& world = test_world();
    const auto free = room_bytes(world);
    ASSERT_EQ(setrlimit(RLIMIT_AS, &after), 0);
    const auto limited = room_bytes(world);
    ASSERT_EQ(setrlimit(RLIMIT_AS, &before), 0);
    EXPECT_GT(free, 0);
    EXPECT_LE(free, free_host_bytes() + kGiB);
    EXPECT_LE(limited, kGiB);
}

}  // namespace gren::memory_budget_test
