#include "src/training/metrics_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "dataio/data_error.h"
#include "tests/support/scratch_folder.h"

namespace gren::metrics_log_test {
namespace {

StepRecord record() {
    StepRecord record;
    record.step = 3;
    record.epoch = 1;
    record.learning_rate = 0.001;
    record.report = {.loss = 2.5, .terms = {{"localization", 2.25}, {"inter", 1.5}}, .gradient_norm = 3.25};
    record.seconds = 0.5;
    record.stall_seconds = 0.125;
    record.checkpoint_seconds = 0.25;
    record.images = 8;
    record.traffic[static_cast<std::size_t>(Collective::all_gather)] = {.calls = 2, .bytes = 60};
    record.traffic[static_cast<std::size_t>(Collective::all_reduce)] = {.calls = 1, .bytes = 40};
    return record;
}

}  // namespace

TEST(MetricsLog, a_line_a_step_appended_and_readable_at_once) {
    const ScratchFolder scratch;
    const auto file = scratch.write("metrics.jsonl", "{\"step\":2}\n");
    MetricsLog log(file, 3);
    log.write(record());
    std::istringstream lines(bytes_of(file));
    std::string first, second;
    std::getline(lines, first);
    std::getline(lines, second);
    EXPECT_EQ(first, "{\"step\":2}");
    const auto json = nlohmann::json::parse(second);
    const nlohmann::json expected{
        {"step", 3},
        {"epoch", 1},
        {"images", 8},
        {"lr", 0.001},
        {"loss", 2.5},
        {"inter", 1.5},
        {"localization", 2.25},
        {"gradient_norm", 3.25},
        {"images_per_second", 16.0},
        {"stall_seconds", 0.125},
        {"checkpoint_seconds", 0.25},
        {"bytes", 100},
        {"traffic",
         {{"all_gather", {{"calls", 2}, {"bytes", 60}}}, {"all_reduce", {{"calls", 1}, {"bytes", 40}}}}}};
    EXPECT_EQ(json, expected);
}

TEST(MetricsLog, a_probe_stands_in_its_steps_line) {
    auto probed = record();
    ProbedTerm loss, inter;
    loss.name = "localization";
    loss.norm = {4, 2};
    inter.name = "inter";
    inter.lambda = -0.5;
    inter.norm = {3, 1};
    inter.cosine = {0.25, NAN};
    inter.edges = {.count = 6, .weight = {0.5, 0.125}, .distance = {1, 0.75}};
    probed.probe = {
        .feature_norm = 7, .terms = {loss, inter}, .graph_norm = {1.5, 0.5}, .graph_cosine = {0.25, NAN}};
    const ScratchFolder scratch;
    const auto file = scratch.path() / "metrics.jsonl";
    MetricsLog(file, 0).write(probed);
    const auto json = nlohmann::json::parse(bytes_of(file));
    EXPECT_EQ(json["loss"], 2.5);
    EXPECT_EQ(json["probe"], nlohmann::json::parse(R"({
        "feature_norm": 7.0,
        "terms": {"localization": {"lambda": 1.0, "gradient": {"parameters": 4.0, "features": 2.0},
                                   "weighted_gradient": {"parameters": 4.0, "features": 2.0}},
                  "inter": {"lambda": -0.5, "gradient": {"parameters": 3.0, "features": 1.0},
                            "weighted_gradient": {"parameters": 1.5, "features": 0.5},
                            "cosine": {"parameters": 0.25, "features": null}, "edges": 6,
                            "weight": {"mean": 0.5, "std": 0.125},
                            "distance": {"mean": 1.0, "std": 0.75}}},
        "graph": {"weighted_gradient": {"parameters": 1.5, "features": 0.5},
                  "cosine": {"parameters": 0.25, "features": null}}})"));
}

TEST(MetricsLog, steps_that_will_be_taken_again_and_a_line_cut_short_go) {
    const ScratchFolder scratch;
    const auto file = scratch.write("metrics.jsonl", "{\"step\":0}\n{\"step\":1}\n{\"step\":2}\n{\"st");
    const MetricsLog log(file, 2);
    EXPECT_EQ(bytes_of(file), "{\"step\":0}\n{\"step\":1}\n");
}

TEST(MetricsLog, a_validation_is_a_line_that_says_what_is_missing) {
    const ScratchFolder scratch;
    const auto file = scratch.path() / "metrics.jsonl";
    MetricsLog log(file, 0);
    Validation validation{.step = 5, .epoch = 1, .images = 7, .boxes = 2, .mean_auc = {}, .seconds = 0.5};
    validation.mean_accuracy.fill(0.25);
    validation.classes = {
        {.name = "A", .boxes = 2, .positives = 3, .negatives = 0, .accuracy = 0.5, .auc = {}}};
    log.write(validation);
    EXPECT_EQ(nlohmann::json::parse(bytes_of(file)),
              nlohmann::json::parse(R"({"step": 5, "epoch": 1, "validation": {
        "images": 7, "boxes": 2, "mean_accuracy_0.1": 0.25, "mean_accuracy_0.2": 0.25, "mean_accuracy_0.3": 0.25,
        "mean_accuracy_0.4": 0.25, "mean_accuracy_0.5": 0.25, "mean_accuracy_0.6": 0.25, "mean_accuracy_0.7": 0.25,
        "mean_auc": null, "seconds": 0.5,
        "without": "no AUC, for no class is both present and absent among the validation images",
        "classes": {"A": {"boxes": 2, "accuracy_0.5": 0.5, "positives": 3, "negatives": 0, "auc": null}}}})"));
    EXPECT_TRUE(log.holds_validation_of(5));
    EXPECT_FALSE(log.holds_validation_of(2));
}

TEST(MetricsLog, a_run_that_goes_on_knows_which_validation_it_has) {
    const ScratchFolder scratch;
    const std::string kept = "{\"step\":1}\n{\"step\":1,\"validation\":{}}\n";
    const auto file = scratch.write("metrics.jsonl", kept + "{\"step\":3}\n{\"step\":3,\"validation\":{}}\n");
    EXPECT_TRUE(MetricsLog(file, 4).holds_validation_of(3));
    EXPECT_TRUE(MetricsLog(file, 2).holds_validation_of(1));
    EXPECT_EQ(bytes_of(file), kept);
    const auto cut_short = scratch.write("cut.jsonl", "{\"step\":1}\n{\"step\":1,\"valida");
    EXPECT_FALSE(MetricsLog(cut_short, 2).holds_validation_of(1));
}

TEST(MetricsLog, a_full_disk_is_a_data_error) {
    MetricsLog log("/dev/full", 0);
    EXPECT_THROW(log.write(record()), DataError);
}

TEST(MetricsLog, a_folder_that_is_not_there_is_named) {
    EXPECT_THROW(MetricsLog("/nowhere/metrics.jsonl", 0), DataError);
}

}  // namespace gren::metrics_log_test
