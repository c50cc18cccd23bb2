// What a run writes of each step beside metrics.jsonl.
#include "src/training/run_logs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <vector>

#include "dataio/data_error.h"
#include "tests/support/scratch_folder.h"

namespace gren::run_logs_test {
namespace {

using testing::HasSubstr;

StepRecord record(std::int64_t step) {
    StepRecord record;
    record.step = step;
    record.epoch = step / 2;
    record.learning_rate = 0.25;
    record.report = {.loss = 2.5, .terms = {{"localization", 2.25}, {"inter", NAN}}, .gradient_norm = 3.25};
    record.seconds = 0.5;
    record.images = 8;
    return record;
}

constexpr const char* kHeader =
    "step,epoch,images,lr,loss,localization,inter,gradient_norm,images_per_second,stall_seconds,checkpoint_"
    "seconds\n";

constexpr const char* kColumns =
    ",validation_images,validation_boxes,validation_mean_accuracy_0.1,validation_mean_accuracy_0.2,"
    "validation_mean_accuracy_0.3,validation_mean_accuracy_0.4,validation_mean_accuracy_0.5,"
    "validation_mean_accuracy_0.6,validation_mean_accuracy_0.7,validation_mean_auc,validation_seconds\n";

std::string validating_header() {
    const std::string header = kHeader;
    return header.substr(0, header.size() - 1) + kColumns;
}

Validation validation(std::int64_t step) {
    Validation found{.step = step, .epoch = 1, .images = 7, .boxes = 0, .mean_auc = 0.75, .seconds = 0.5};
    return found;
}

}  // namespace

TEST(MetricsTable, a_row_a_step_under_one_header) {
    const ScratchFolder scratch;
    const auto file = scratch.path() / "metrics.csv";
    MetricsTable table(file, 0, false);
    table.write(record(0));
    table.write(record(1));
    EXPECT_EQ(bytes_of(file),
              std::string(kHeader) + "0,0,8,0.25,2.5,2.25,,3.25,16,0,0\n1,0,8,0.25,2.5,2.25,,3.25,16,0,0\n");
}

TEST(MetricsTable, steps_that_will_be_taken_again_and_a_row_cut_short_go) {
    const ScratchFolder scratch;
    const auto file = scratch.write(
        "metrics.csv", std::string(kHeader) + "0,0,8,0.25,1,1,,1,1,0,0\n1,0,8,0.25,9,9,,9,9,0,0\n2,1");
    MetricsTable(file, 1, false).write(record(1));
    EXPECT_EQ(bytes_of(file),
              std::string(kHeader) + "0,0,8,0.25,1,1,,1,1,0,0\n1,0,8,0.25,2.5,2.25,,3.25,16,0,0\n");
}

TEST(MetricsTable, a_validation_has_a_row_and_columns_of_its_own) {
    const ScratchFolder scratch;
    const auto file = scratch.path() / "metrics.csv";
    MetricsTable table(file, 0, true);
    table.write(record(0));
    table.write(validation(0));
    EXPECT_EQ(bytes_of(file), validating_header() + "0,0,8,0.25,2.5,2.25,,3.25,16,0,0,,,,,,,,,,,\n" +
                                  "0,1,,,,,,,,,,7,0,,,,,,,,0.75,0.5\n");
}

TEST(MetricsTable, a_run_that_goes_on_with_validations_gets_their_columns_and_keeps_them) {
    const ScratchFolder scratch;
    const auto file = scratch.write("metrics.csv", std::string(kHeader) + "0,0,8,0.25,1,1,,1,1,0,0\n");
    MetricsTable(file, 1, true).write(validation(0));
    const auto expected =
        validating_header() + "0,0,8,0.25,1,1,,1,1,0,0,,,,,,,,,,,\n" + "0,1,,,,,,,,,,7,0,,,,,,,,0.75,0.5\n";
    EXPECT_EQ(bytes_of(file), expected);
    MetricsTable(file, 1, false).write(record(1));
    EXPECT_EQ(bytes_of(file), expected + "1,0,8,0.25,2.5,2.25,,3.25,16,0,0,,,,,,,,,,,\n");
}

TEST(MetricsTable, a_full_disk_is_a_data_error) {
    MetricsTable table("/dev/full", 0, false);
    EXPECT_THROW(table.write(record(0)), DataError);
}

// The text format of Prometheus: "name{label="value"} number" after a line with the type.
TEST(PrometheusFile, tells_where_the_run_stands) {
    const ScratchFolder scratch;
    const auto file = scratch.path() / "gren.prom";
    PrometheusFile prometheus(file, "runs/\"a\"", 0, 3);
    EXPECT_THAT(bytes_of(file), HasSubstr("gren_steps{run=\"runs/\\\"a\\\"\"} 3\n"));
    prometheus.write(record(0));
    EXPECT_THAT(bytes_of(file), HasSubstr("# TYPE gren_loss gauge\ngren_loss{run=\"runs/\\\"a\\\"\"} 2.5\n"));
    EXPECT_THAT(bytes_of(file), HasSubstr("gren_inter{run=\"runs/\\\"a\\\"\"} nan\n"));
    EXPECT_THAT(bytes_of(file), HasSubstr("gren_steps_done{run=\"runs/\\\"a\\\"\"} 1\n"));
    prometheus.write(record(1));  // too soon after the one before
    EXPECT_THAT(bytes_of(file), HasSubstr("gren_steps_done{run=\"runs/\\\"a\\\"\"} 1\n"));
    prometheus.write(record(2));  // the last
    EXPECT_THAT(bytes_of(file), HasSubstr("gren_steps_done{run=\"runs/\\\"a\\\"\"} 3\n"));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch.path()), {}), 1);
}

TEST(PrometheusFile, a_validation_is_told_at_once_and_from_then_on) {
    const ScratchFolder scratch;
    const auto file = scratch.path() / "gren.prom";
    PrometheusFile prometheus(file, "run", 0, 3);
    prometheus.write(record(0));
    auto found = validation(0);
    found.mean_accuracy[kHalfOverlap] = 0.25;
    prometheus.write(found);
    const auto told = testing::AllOf(HasSubstr("gren_validation_mean_auc{run=\"run\"} 0.75\n"),
                                     HasSubstr("gren_validation_mean_accuracy_0_5{run=\"run\"} 0.25\n"),
                                     testing::Not(HasSubstr("accuracy_0_7")));
    EXPECT_THAT(bytes_of(file), testing::AllOf(told, HasSubstr("gren_steps_done{run=\"run\"} 1\n")));
    prometheus.write(record(2));
    EXPECT_THAT(bytes_of(file), testing::AllOf(told, HasSubstr("gren_steps_done{run=\"run\"} 3\n")));
}

TEST(PrometheusFile, a_place_that_cannot_be_written_is_refused_at_the_start) {
    EXPECT_THROW(PrometheusFile("/nowhere/gren.prom", "run", 0, 1), DataError);
}

TEST(PrometheusFile, that_can_no_longer_be_written_is_said_once) {
    const ScratchFolder scratch;
    const auto folder = scratch.path() / "textfiles", file = folder / "gren.prom";
    std::filesystem::create_directory(folder);
    PrometheusFile prometheus(file, "run", 0, 9);
    std::filesystem::remove_all(folder);
    testing::internal::CaptureStderr();
    prometheus.write(validation(0));
    prometheus.write(validation(1));
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "WARNING: --prometheus " + file.string() + ": can no longer be written; training goes on\n");
    std::filesystem::create_directory(folder);
    prometheus.write(validation(2));
    EXPECT_THAT(bytes_of(file), HasSubstr("gren_validation_mean_auc"));
}

TEST(RunLogs, a_run_keeps_lines_a_table_and_events) {
    const ScratchFolder scratch;
    const RunFolder run{scratch.path()};
    RunLogs(run, 0, 2, "lr = 1\nmomentum = 0.9\n", "", false).write(record(0));
    EXPECT_THAT(bytes_of(run.metrics()), HasSubstr("\"loss\":2.5"));
    EXPECT_THAT(bytes_of(run.metrics_table()), testing::StartsWith(kHeader));
    const std::vector<std::filesystem::path> events(std::filesystem::directory_iterator(run.tensorboard()),
                                                    {});
    ASSERT_EQ(events.size(), 1);
    EXPECT_THAT(bytes_of(events[0]), HasSubstr("    lr = 1\n    momentum = 0.9\n    "));
}

}  // namespace gren::run_logs_test
