// metrics.jsonl as a report reads it.
#include "src/report/metrics.h"

#include <gtest/gtest.h>

#include "dataio/data_error.h"
#include "tests/support/scratch_folder.h"

namespace gren::report_metrics_test {
namespace {

using report::cost_of;
using report::MetricsStep;
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

// A job that was killed, or is still at work, has written half of its last line.
TEST(ReportMetrics, a_last_line_that_is_cut_short_is_left_out) {
    const ScratchFolder scratch;
    EXPECT_EQ(read_metrics(scratch.write("metrics.jsonl", line(0, "") + line(1, "").substr(0, 20))).size(),
              1U);
    EXPECT_EQ(read_metrics(scratch.write("metrics.jsonl", "{\"step\":")).size(), 0U);
}

TEST(ReportMetrics, terms_are_the_numbers_from_the_loss_to_the_rate) {
    const ScratchFolder scratch;
    const auto with = [&](const std::string& terms) {
        const std::string rest =
            "\"images_per_second\":4,\"stall_seconds\":1,\"checkpoint_seconds\":2,\"bytes\":5}\n";
        return read_metrics(
                   scratch.write("metrics.jsonl", "{\"step\":0,\"epoch\":0,\"lr\":1," + terms + rest))
            .at(0)
            .terms;
    };
    using Terms = decltype(MetricsStep::terms);
    EXPECT_EQ(with("\"loss\":2,\"graph\":0.5,"), (Terms{{"loss", 2}, {"graph", 0.5}}));
    EXPECT_EQ(with("\"loss\":null,\"graph\":0.5,"), (Terms{{"graph", 0.5}}));
    EXPECT_EQ(with(""), Terms{});
}

TEST(ReportMetrics, a_run_without_steps_costs_nothing) {
    const auto cost = cost_of({}, 4, 10);
    EXPECT_EQ(cost.steps, 0);
    EXPECT_EQ(cost.images_per_second, 0);
    EXPECT_EQ(cost.bytes_per_step, 0);
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
    EXPECT_EQ(cost_of(read_metrics(unsaid), 4, 12).images, 12) << "which divide the images";
    EXPECT_EQ(cost_of(read_metrics(unsaid), 4, 0).images, 12)
        << "which a list of unknown length does not cut";
}

}  // namespace gren::report_metrics_test
