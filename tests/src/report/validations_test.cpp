// Validations among the steps of metrics.jsonl.
#include "src/report/validations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::report::validations_test {
namespace {

constexpr char kStep[] = R"({"step": 1, "epoch": 0, "loss": 2})"
                         "\n";
constexpr char kValidation[] =
    R"({"step": 1, "epoch": 0, "validation": {"images": 3, "mean_accuracy_0.5": 0.25, "mean_auc": null}})"
    "\n";

TEST(ReportValidations, are_read_from_between_the_steps) {
    const ScratchFolder folder;
    const auto points = read_validations(
        folder.write("metrics.jsonl", std::string(kStep) + kValidation + kStep + R"({"step": 3, "validat)"));
    ASSERT_EQ(points.size(), 1U);
    EXPECT_EQ(points[0].step, 1);
    EXPECT_EQ(points[0].accuracy, 0.25);
    EXPECT_EQ(points[0].auc, std::nullopt);
    EXPECT_TRUE(read_validations("/nowhere/metrics.jsonl").empty());
}

TEST(ReportValidations, one_without_its_figures_is_refused) {
    const ScratchFolder folder;
    const auto file = folder.write("metrics.jsonl", R"({"step": 1, "validation": {"mean_auc": 0.5}})"
                                                    "\n");
    EXPECT_THAT(refusal([&] { read_validations(file); }),
                testing::HasSubstr("metrics.jsonl: a validation lacks"));
}

}  // namespace
}  // namespace gren::report::validations_test
