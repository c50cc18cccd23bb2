// Sensitivity, specificity and calibration of a run's readings: against scikit-learn, and what is not there.
#include "src/evaluation/operating_points.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "src/evaluation/operating_points_table.h"
#include "tests/dataio/small_dataset.h"

namespace gren::operating_points_test {
namespace {

class OperatingPointss : public testing::Test {
  protected:
    // Two classes; every image of a patient of its own; the second class is absent everywhere.
    void make(const std::vector<std::uint8_t>& label, const std::vector<double>& score) {
        std::vector<Sample> samples;
        readings_.clear();
        for (std::size_t i = 0; i < label.size(); ++i) {
            auto sample = small_sample(0);
            sample.info.name = fmt::format("{:04}.png", i);
            sample.info.patient = std::to_string(i);
            sample.info.label = {label[i], 0};
            samples.push_back(sample);
            readings_.push_back({static_cast<std::int64_t>(i), {score[i], 0}, {}});
        }
        dataset_.reset();
        std::filesystem::remove_all(folder_.path());
        std::filesystem::create_directories(folder_.path());
        write_dataset(folder_.path(), kSmallTraits, samples, 1000);
        dataset_.emplace(folder_.path());
    }

    OperatingPoints at(double threshold, int resamples = 0) {
        chosen_.thresholds = {.model = "", .dataset = "", .images = {"a"}, .classes = {}};
        chosen_.thresholds->classes = {{.cls = "Atelectasis", .score = threshold, .without = ""},
                                       {.cls = "Épanchement", .score = {}, .without = "no image has it"}};
        const BootstrapOptions bootstrap{.samples = resamples};
        std::vector<std::string> patients;
        for (const auto& reading : readings_) patients.push_back(dataset_->info(reading.sample).patient);
        return measure_at(*chosen_.thresholds, readings_, *dataset_,
                          measure_identification(readings_, *dataset_, patients, bootstrap), bootstrap);
    }

    ScratchFolder folder_;
    std::optional<Dataset> dataset_;
    std::vector<ImageReading> readings_;
    RunThresholds chosen_;
};

TEST_F(OperatingPointss, equal_scikit_learn) {
    const auto cases = nlohmann::json::parse(std::ifstream(GREN_GOLDEN_DIR "/operating_points.json"));
    ASSERT_EQ(cases.size(), 5);
    for (const auto& one : cases) {
        make(one["present"].get<std::vector<std::uint8_t>>(), one["score"].get<std::vector<double>>());
        const auto points = at(one["threshold"], 200);
        const auto& point = points.classes.at(0).value();
        EXPECT_EQ(point.true_positives, one["true_positives"].get<std::int64_t>());
        EXPECT_EQ(point.false_negatives, one["false_negatives"].get<std::int64_t>());
        EXPECT_EQ(point.true_negatives, one["true_negatives"].get<std::int64_t>());
        EXPECT_EQ(point.false_positives, one["false_positives"].get<std::int64_t>());
        EXPECT_LE(point.sensitivity_interval->low, *point.sensitivity);
        EXPECT_GE(point.sensitivity_interval->high, *point.sensitivity);
        EXPECT_LE(point.specificity_interval->low, *point.specificity);
        EXPECT_GE(point.specificity_interval->high, *point.specificity);
        EXPECT_EQ(*points.mean_sensitivity, *point.sensitivity);  // the other class has no threshold
        EXPECT_NEAR(*measure_calibration(readings_, *dataset_).ece[0], one["ece"].get<double>(), 1e-12);
    }
}

TEST_F(OperatingPointss, count_a_score_at_the_threshold_and_no_unknown_label) {
    make({1, 1, 0, 0, 255}, {2, 1, 2, 1, 9});
    const auto point = at(2).classes[0].value();
    EXPECT_EQ(point.true_positives, 1);
    EXPECT_EQ(point.false_negatives, 1);
    EXPECT_EQ(point.true_negatives, 1);
    EXPECT_EQ(point.false_positives, 1);
}

TEST_F(OperatingPointss, have_no_interval_where_one_patient_is_on_a_side) {
    make({1, 0, 0}, {2, 1, 3});
    const auto points = at(2, 50);
    EXPECT_FALSE(points.classes[0]->sensitivity_interval);
    EXPECT_FALSE(points.mean_sensitivity_interval);
    EXPECT_TRUE(points.classes[0]->specificity_interval);
    EXPECT_TRUE(points.mean_specificity_interval);
}

TEST_F(OperatingPointss, in_files_and_tables_say_why_there_are_none) {
    make({1, 0, 0}, {2, 1, 3});
    const auto points = at(2);
    const auto json = operating_points_json(points, chosen_);
    EXPECT_EQ(json["classes"]["Atelectasis"]["sensitivity"], 1);
    EXPECT_EQ(json["classes"]["Atelectasis"]["specificity"], 0.5);
    EXPECT_EQ(json["classes"]["Épanchement"]["without"], "no image has it");
    EXPECT_EQ(json["chosen_on"], 1);
    const auto calibration = measure_calibration(readings_, *dataset_);
    const std::vector<std::string> classes{"Atelectasis", "Épanchement"};
    const auto table = operating_points_table(points, chosen_, calibration, classes, 0.95);
    EXPECT_NE(table.find("          none: no image has it     0.500\n"), std::string::npos) << table;
    EXPECT_TRUE(operating_points_json(std::nullopt, {}).is_null());
    EXPECT_NE(
        operating_points_table(std::nullopt, {std::nullopt, "none are chosen"}, calibration, classes, 0.95)
            .find("\nThresholds: none are chosen\n"),
        std::string::npos);
    // Probabilities of the second class are 0.5 of three images, none of which has it.
    const auto bins = calibration_json(calibration, classes)["classes"]["Épanchement"];
    EXPECT_EQ(bins["ece"], 0.5);
    EXPECT_EQ(bins["images"][4], 3);
    EXPECT_EQ(bins["probability_sum"][4], 1.5);
}

}  // namespace
}  // namespace gren::operating_points_test
