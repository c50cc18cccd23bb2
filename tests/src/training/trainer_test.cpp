// The contract of METHOD.md, "Over ranks": loss, every term, all gradients and the
// parameters after 1 and 5 steps equal those of one process on the whole batch, for any number of ranks, even
// and uneven, and an empty one; on every path, with and without accumulation.
#include "src/training/trainer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/equivalence.h"
#include "tests/support/mpi_main.h"
#include "tests/support/whole_objective.h"

namespace gren::trainer_test {
namespace {

constexpr double kTolerance = 1e-6;  // relative, float64

std::string case_name(const testing::TestParamInfo<EquivalenceCase>& test) {
    return test.param.name;
}

EquivalenceCase on_path(EquivalenceCase test, GraphPath path) {
    auto name = to_string(path);
    std::ranges::replace(name, '-', '_');
    test.path = path;
    test.name += "_" + name;
    return test;
}

// Each on every path.
std::vector<EquivalenceCase> on_all_paths(const std::vector<EquivalenceCase>& cases) {
    std::vector<EquivalenceCase> all;
    for (const auto& test : cases)
        for (const auto path : kGraphPaths) all.push_back(on_path(test, path));
    return all;
}

// Of what has little to do with the path, each case on the next one.
std::vector<EquivalenceCase> on_paths_in_turn(const std::vector<EquivalenceCase>& cases) {
    std::vector<EquivalenceCase> all;
    for (std::size_t i = 0; i < cases.size(); ++i)
        all.push_back(on_path(cases[i], kGraphPaths[i % std::size(kGraphPaths)]));
    return all;
}

const std::vector<EquivalenceCase> kVariants{
    {.name = "gren"},
    {.name = "inter", .method = "inter"},
    {.name = "cosine", .method = "cosine"},
    {.name = "const", .method = "const"},
    {.name = "batch_const", .method = "batch-const"},
    {.name = "shuffle", .method = "shuffle"},
    {.name = "repel", .attract = false},
    {.name = "sum_of_losses", .mean_loss = false},
    {.name = "mean_of_edges", .mean_graph = true},
    {.name = "mirror", .reading = "mirror"},
    {.name = "flat", .reading = "flat"},
    {.name = "forward", .reading = "forward"},
    {.name = "forward_on_grey", .reading = "forward", .grey_background = true},
    {.name = "clipped", .clip_norm = 0.5},
    {.name = "cosine_of_mirrored_lungs", .method = "cosine", .reading = "mirror", .attract = false},
    {.name = "unnormalized", .normalize = false},
    {.name = "frozen", .norm = NormMode::frozen},
    {.name = "all_on_the_last_rank", .rows = "last"}};

const std::vector<EquivalenceCase> kSmall{{.name = "one_image", .images = 1},
                                          {.name = "two_images", .images = 2},
                                          {.name = "three_images", .images = 3},
                                          {.name = "two_equal_images", .equal_images = true}};

// Every reading again in parts of two images, and other parts.
std::vector<EquivalenceCase> accumulated() {
    auto cases = kVariants;
    cases.push_back({.name = "two_equal_images", .equal_images = true});
    for (auto& test : cases) test.images_per_part = 2;
    cases.push_back({.name = "by_one", .images_per_part = 1});
    cases.push_back({.name = "by_three", .images_per_part = 3});
    for (auto& test : cases) test.norm = NormMode::frozen;
    return cases;
}

// Every block twice, and once more with what else repeats itself.
const std::vector<EquivalenceCase> kRecomputed{
    {.name = "sync", .recompute = true},
    {.name = "frozen", .norm = NormMode::frozen, .recompute = true},
    {.name = "forward", .reading = "forward", .recompute = true},
    {.name = "all_on_the_last_rank", .rows = "last", .recompute = true},
    {.name = "accumulated", .norm = NormMode::frozen, .images_per_part = 2, .recompute = true}};

// The backbone replayed from the second step on.
const std::vector<EquivalenceCase> kCaptured{
    {.name = "frozen", .norm = NormMode::frozen, .capture = true},
    {.name = "synchronized", .capture = true},
    {.name = "forward", .reading = "forward", .norm = NormMode::frozen, .capture = true},
    {.name = "all_on_the_last_rank", .rows = "last", .norm = NormMode::frozen, .capture = true},
    {.name = "accumulated", .norm = NormMode::frozen, .images_per_part = 2, .capture = true},
    // Of more than one bucket, with batch norm's sums between them.
    {.name = "zhou_on_the_last_rank", .method = "zhou", .rows = "last", .capture = true}};

// DenseNet-121, with what else the residual network is tried with: replayed from the second step on.
const std::vector<EquivalenceCase> kDense{
    {.name = "dense", .steps = 3, .depth = 121},
    {.name = "dense_recomputed", .recompute = true, .steps = 3, .depth = 121},
    {.name = "dense_captured_on_the_last_rank", .rows = "last", .capture = true, .steps = 3, .depth = 121},
    {.name = "dense_accumulated",
     .norm = NormMode::frozen,
     .images_per_part = 2,
     .recompute = true,
     .steps = 3,
     .depth = 121},
    {.name = "dense_pylon", .method = "pylon", .steps = 3, .depth = 121}};

// In float32: rounding through 18 layers and their batch norms at random weights, on any path.
constexpr double kValueTolerance32 = 1e-5, kGradientTolerance32 = 1e-3, kOneStepTolerance32 = 1e-4;
constexpr double kFiveStepTolerance32 = 1e-2;  // of biases that started at 0

const std::vector<EquivalenceCase> kSingle{
    {.name = "gren", .precision = torch::kFloat32},
    {.name = "cosine", .method = "cosine", .precision = torch::kFloat32},
    {.name = "repel", .attract = false, .precision = torch::kFloat32},
    {.name = "two_equal_images", .equal_images = true, .precision = torch::kFloat32},
    {.name = "accumulated", .norm = NormMode::frozen, .images_per_part = 2, .precision = torch::kFloat32}};

// Six regions an image: fifteen edges within it.
const std::vector<EquivalenceCase> kZones{
    {.name = "zones", .zones = true},
    {.name = "zones_mirror", .reading = "mirror", .mean_graph = true, .zones = true},
    {.name = "zones_flat_repel", .reading = "flat", .attract = false, .zones = true},
    {.name = "zones_forward", .reading = "forward", .zones = true},
    {.name = "zones_cosine", .method = "cosine", .zones = true},
    {.name = "zones_shuffle", .method = "shuffle", .zones = true},
    {.name = "zones_accumulated", .norm = NormMode::frozen, .images_per_part = 2, .zones = true}};

const std::vector<EquivalenceCase> kWithoutPairs{
    {.name = "baseline", .method = "baseline"},
    {.name = "intra", .method = "intra"},
    {.name = "baseline_accumulated", .method = "baseline", .norm = NormMode::frozen, .images_per_part = 2}};

// Every row of the table that the variants do not have: one pass, and accumulated.
std::vector<EquivalenceCase> other_methods() {
    std::vector<EquivalenceCase> cases;
    for (const auto& method : method_names()) {
        if (has_plain_objective(method)) continue;
        auto name = method;
        std::ranges::replace(name, '-', '_');
        cases.push_back({.name = name, .method = method});
        cases.push_back({.name = name + "_accumulated",
                         .method = method,
                         .norm = NormMode::frozen,
                         .images_per_part = 2});
    }
    return cases;
}

// Ranks without an image: all but the last.
std::vector<EquivalenceCase> on_the_last_rank() {
    std::vector<EquivalenceCase> cases{{.name = "forward_on_the_last_rank", .reading = "forward"}};
    for (const auto& method : method_names()) {
        if (has_plain_objective(method)) continue;
        auto name = method + "_on_the_last_rank";
        std::ranges::replace(name, '-', '_');
        cases.push_back({.name = name, .method = method});
        if (method_needs(method).companions.count > 0)
            cases.push_back({.name = name + "_accumulated",
                             .method = method,
                             .norm = NormMode::frozen,
                             .images_per_part = 2});
    }
    for (auto& test : cases) {
        test.rows = "last";
        test.steps = 1;
    }
    return cases;
}

}  // namespace

class OneGlobalBatch : public testing::TestWithParam<EquivalenceCase> {};

TEST_P(OneGlobalBatch, equals_one_process) {
    const auto found = deviation(test_world(), GetParam());
    EXPECT_LE(found.worst(), kTolerance) << found.where;
}

class OneGlobalBatchInFloat32 : public testing::TestWithParam<EquivalenceCase> {};

TEST_P(OneGlobalBatchInFloat32, is_close_to_one_process) {
    const auto found = deviation(test_world(), GetParam());
    EXPECT_LE(found.value, kValueTolerance32) << found.where;
    EXPECT_LE(found.gradient, kGradientTolerance32) << found.where;
    EXPECT_LE(found.after_first_step, kOneStepTolerance32) << found.where;
    EXPECT_LE(found.after_last_step, kFiveStepTolerance32) << found.where;
}

INSTANTIATE_TEST_SUITE_P(float32, OneGlobalBatchInFloat32, testing::ValuesIn(on_all_paths(kSingle)),
                         case_name);
INSTANTIATE_TEST_SUITE_P(variants, OneGlobalBatch, testing::ValuesIn(on_all_paths(kVariants)), case_name);
INSTANTIATE_TEST_SUITE_P(zones, OneGlobalBatch, testing::ValuesIn(on_all_paths(kZones)), case_name);
INSTANTIATE_TEST_SUITE_P(small, OneGlobalBatch, testing::ValuesIn(on_all_paths(kSmall)), case_name);
INSTANTIATE_TEST_SUITE_P(accumulated, OneGlobalBatch, testing::ValuesIn(on_all_paths(accumulated())),
                         case_name);
INSTANTIATE_TEST_SUITE_P(recomputed, OneGlobalBatch, testing::ValuesIn(on_paths_in_turn(kRecomputed)),
                         case_name);
INSTANTIATE_TEST_SUITE_P(captured, OneGlobalBatch, testing::ValuesIn(on_paths_in_turn(kCaptured)), case_name);
INSTANTIATE_TEST_SUITE_P(dense, OneGlobalBatch, testing::ValuesIn(on_paths_in_turn(kDense)), case_name);
INSTANTIATE_TEST_SUITE_P(other_methods, OneGlobalBatch, testing::ValuesIn(on_paths_in_turn(other_methods())),
                         case_name);
INSTANTIATE_TEST_SUITE_P(empty_ranks, OneGlobalBatch, testing::ValuesIn(on_paths_in_turn(on_the_last_rank())),
                         case_name);
INSTANTIATE_TEST_SUITE_P(without_pairs, OneGlobalBatch, testing::ValuesIn(kWithoutPairs), case_name);

}  // namespace gren::trainer_test
