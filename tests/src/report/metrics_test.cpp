// metrics.jsonl as a report reads it.
#include "src/report/metrics.h"

#include <gtest/gtest.h>

#include "dataio/data_error.h"
#include "tests/support/scratch_folder.h"

namespace gren::report_metrics_test {
namespace {

using report::cost_of;
using report::read_metrics;

std::string line(int step, const std::string& images) {
    return "{\"step\":" + std::to_string(step) + ",\"epoch\":0" + images +
           ",\"lr\":1,\"loss\":2,\"images_per_second\":4,\"stall_seconds\":0,\"checkpoint_seconds\":0,"
           "\"bytes\":5}\n";
}

const std::string kValidation = "{\"step\":1,\"epoch\":0,\"validation\":{\"images\":3,\"mean_auc\":null}}\n";

}  // namespace

TEST(ReportMetrics, validations_are_left_out) {
    const ScratchFolder scratch;
    const auto steps = read_metrics(scratch.write("metrics.jsonl", line(0, "") + line(1, "") + kValidation));
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[1].step, 1);
    EXPECT_EQ(steps[1].terms.size(), 1U);
}

TEST(ReportMetrics, a_line_that_is_no_step_is_named_by_its_number) {
    const ScratchFolder scratch;
    const auto file = scratch.write("metrics.jsonl", line(0, "") + kValidation + "{}\n" + line(1, ""));
    try {
        read_metrics(file);
        FAIL();
    } catch (const DataError& error) {
        EXPECT_NE(std::string(error.what()).find("metrics.jsonl:3: is no step"), std::string::npos)
            << error.what();
    }
}

// Ten images in fours: the last step of an epoch has two, and with --drop-last there is none of it.
TEST(ReportMetrics, images_are_counted_as_the_steps_say) {
    const ScratchFolder scratch;
    const auto said = scratch.write(
        "metrics.jsonl", line(0, ",\"images\":4") + line(1, ",\"images\":4") + line(2, ",\"images\":4"));
    EXPECT_EQ(cost_of(read_metrics(said), 4, 10).images, 12);
    EXPECT_EQ(cost_of(read_metrics(said), 4, 10).seconds, 3);
    const auto unsaid = scratch.write("metrics.jsonl", line(0, "") + line(1, "") + line(2, ""));
    EXPECT_EQ(cost_of(read_metrics(unsaid), 4, 10).images, 10);
}

}  // namespace gren::report_metrics_test
