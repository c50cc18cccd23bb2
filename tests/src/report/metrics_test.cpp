// metrics.jsonl as runs leave it: whole, cut short by a kill, with rows of other kinds.
#include "src/report/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::report::metrics_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

constexpr char kStep[] =
    R"({"step": 7, "epoch": 1, "lr": 0.1, "loss": 6.5, "intra": 0.25, "gradient_norm": null, )"
    R"("images_per_second": 40.0, "stall_seconds": 0.5, "checkpoint_seconds": 0, "bytes": 96, "traffic": {}})"
    "\n";

std::vector<MetricsStep> read(const std::string& text) {
    const ScratchFolder folder;
    return read_metrics(folder.write("metrics.jsonl", text));
}

TEST(ReportMetrics, a_step_has_its_loss_and_terms_in_the_files_order) {
    const auto steps = read(kStep);
    ASSERT_EQ(steps.size(), 1);
    EXPECT_EQ(steps[0].step, 7);
    EXPECT_EQ(steps[0].bytes, 96);
    EXPECT_THAT(steps[0].terms, ElementsAre(Pair("loss", 6.5), Pair("intra", 0.25)));
}

TEST(ReportMetrics, rows_of_another_kind_are_no_steps) {
    const std::string validation =
        R"({"step": 7, "epoch": 1, "validation": {"loss": 3.0, "mean_auc": 0.75}})";
    EXPECT_EQ(read(kStep + validation + "\n" + kStep).size(), 2);
    EXPECT_EQ(read(validation + "\n").size(), 0);
}

TEST(ReportMetrics, a_last_line_cut_short_is_left_out_and_any_other_refused) {
    EXPECT_EQ(read(std::string(kStep) + R"({"step": 8, "ep)").size(), 1);
    const auto refused = [](const std::string& text) { return refusal([&] { read(text); }); };
    EXPECT_THAT(refused(std::string(kStep) + "{\"step\": 8, \"ep\n" + kStep),
                HasSubstr("metrics.jsonl:2: is no step"));
    EXPECT_THAT(refused("{\"images_per_second\": 3}\n"), HasSubstr("metrics.jsonl:1: is no step"));
    EXPECT_THAT(refused("3\n"), HasSubstr("metrics.jsonl:1: is no step"));
    EXPECT_TRUE(read_metrics("/nowhere/metrics.jsonl").empty());
}

}  // namespace
}  // namespace gren::report::metrics_test
