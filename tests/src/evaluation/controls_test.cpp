// Random maps and mean boxes against numpy's (tests/golden/make_controls.py), and where there is no mean box.
#include "src/evaluation/controls.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "dataio/csv.h"
#include "src/evaluation/random_map.h"
#include "tests/dataio/small_dataset.h"

namespace gren::controls_test {
namespace {

using Json = nlohmann::json;

class Controls : public testing::Test {
  protected:
    Controls() : golden_(Json::parse(std::ifstream(GREN_GOLDEN_DIR "/controls.json"))) {
        classes_ = golden_["classes"].get<std::vector<std::string>>();
        const int size = golden_["size"];
        std::vector<Sample> samples;
        for (const auto& image : golden_["images"]) {
            Sample sample;
            sample.image.resize(static_cast<std::size_t>(size * size));
            sample.lungs = sample.image;
            sample.info.name = image["name"];
            sample.info.original_height = sample.info.original_width = 2 * size;
            sample.info.label.resize(classes_.size());
            for (const auto& box : image["boxes"])
                sample.info.boxes.push_back({box[0], box[1], box[2], box[3], box[4]});
            const auto index = static_cast<std::int64_t>(samples.size());
            if (image["trains"]) trained_.index.push_back(index);
            trained_.takes_boxes.push_back(image["takes_boxes"]);
            if (image["tested"]) tested_.push_back(index);
            samples.push_back(sample);
        }
        write_dataset(folder_.path(), {size, classes_, "dct32-median", "none"}, samples, 100);
        dataset_.emplace(folder_.path());
    }

    gren::Controls measured(const std::optional<TrainingList>& trained) const {
        return measure_controls(*dataset_, tested_, trained, golden_["eval_grid"]);
    }

    static void expect_equal(const ControlAccuracy& ours, const Json& expected) {
        for (std::size_t t = 0; t < kOverlapThresholds.size(); ++t) {
            EXPECT_NEAR(*ours.mean_iou[t], expected["mean_accuracy"][t], 1e-12) << t;
            EXPECT_NEAR(*ours.mean_iobb[t], expected["mean_iobb_accuracy"][t], 1e-12) << t;
        }
        ASSERT_EQ(ours.iou.size(), expected["classes"].size());
        for (std::size_t k = 0; k < ours.iou.size(); ++k) {
            const auto& of_class = expected["classes"][k];
            EXPECT_EQ(ours.iou[k].boxes, of_class["boxes"]) << k;
            EXPECT_EQ(Json(ours.iou[k].correct), of_class["correct"]) << k;
            EXPECT_EQ(Json(ours.iobb[k].correct), of_class["iobb_correct"]) << k;
        }
    }

    Json golden_;
    std::vector<std::string> classes_;
    TrainingList trained_;
    std::vector<std::int64_t> tested_;
    ScratchFolder folder_;
    std::optional<Dataset> dataset_;
};

TEST_F(Controls, random_maps_are_numpys) {
    for (const auto& one : golden_["maps"]) {
        const auto map = random_map(one["image"], one["class"], one["grid"]);
        ASSERT_EQ(map.size(0), one["grid"]);
        EXPECT_EQ((map > 0).sum().item<std::int64_t>(), one["above"]);
        for (std::int64_t i = 0; i < map.size(0); ++i)
            EXPECT_NEAR(map[i][i].item<double>(), one["diagonal"][static_cast<std::size_t>(i)], 1e-12) << i;
    }
}

TEST_F(Controls, find_as_many_boxes_as_in_numpy) {
    const auto controls = measured(trained_);
    expect_equal(controls.random_map, golden_["random_map"]);
    ASSERT_TRUE(controls.mean_box);
    expect_equal(*controls.mean_box, golden_["mean_box"]);
    for (std::size_t k = 0; k < classes_.size(); ++k) {
        const auto& expected = golden_["mean_boxes"][k];
        const auto& ours = controls.mean_boxes[k];
        EXPECT_EQ(ours.boxes, expected["trained"]);
        ASSERT_EQ(ours.box.has_value(), !expected["box"].is_null()) << k;
        if (!ours.box) continue;
        const std::array found{ours.box->x, ours.box->y, ours.box->w, ours.box->h};
        for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(found[i], expected["box"][i], 1e-5) << k;
    }
}

TEST_F(Controls, json_says_which_class_has_no_box) {
    const auto json = controls_json(measured(trained_), classes_);
    EXPECT_EQ(json["random_map"]["grid"], 8);
    EXPECT_EQ(json["random_map"]["classes"]["Large"]["correct"]["0.1"],
              golden_["random_map"]["classes"][0]["correct"][0]);
    EXPECT_TRUE(json["mean_box"]["classes"]["Untrained"]["box"].is_null());
    EXPECT_EQ(json["mean_box"]["classes"]["Untrained"]["boxes"], 12);  // tested, and none found
    EXPECT_EQ(json["mean_box"]["classes"]["Untrained"]["correct"]["0.1"], 0);
    EXPECT_EQ(json["mean_box"]["classes"]["Large"]["box"].size(), 4);
    EXPECT_TRUE(json["without_mean_box"].is_null());
}

TEST_F(Controls, without_boxes_in_training_there_is_no_mean_box) {
    auto none = trained_;
    none.takes_boxes.assign(none.takes_boxes.size(), false);
    const auto json = controls_json(measured(none), classes_);
    EXPECT_TRUE(json["mean_box"].is_null());
    EXPECT_EQ(json["without_mean_box"], "no boxes train");
    EXPECT_EQ(json["random_map"], controls_json(measured(trained_), classes_)["random_map"]);
}

TEST_F(Controls, of_another_data_set_there_is_no_mean_box) {
    EXPECT_EQ(measured(std::nullopt).without_mean_box, "the run trained on another data set");
}

TEST_F(Controls, without_a_tested_box_have_no_mean) {
    const auto controls = measure_controls(*dataset_, {}, trained_, 32);
    EXPECT_FALSE(controls.random_map.mean_iou[0]);
    EXPECT_FALSE(controls.mean_box->mean_iou[0]);
    EXPECT_TRUE(controls_json(controls, classes_)["random_map"]["mean_accuracy"]["0.5"].is_null());
}

#ifdef GREN_NIH_DIR
// All 984 boxes at 128²: what random_map.h and RUN_FOLDER.md say of them.
TEST(Control, of_nihs_boxes_find_as_many_as_in_numpy) {
    const auto golden = Json::parse(std::ifstream(GREN_GOLDEN_DIR "/controls.json"));
    struct Row {
        std::string image, cls;
        Box box;
    };
    std::vector<Row> rows;
    std::map<std::string, std::array<double, 4>> sums;
    std::map<std::string, std::int64_t> boxes;
    CsvReader csv(GREN_NIH_DIR "/BBox_List_2017.csv.gz");
    csv.next();
    while (csv.next()) {
        const auto at = [&](std::size_t column) { return static_cast<float>(csv.number(column)); };
        rows.push_back({csv.text(0), csv.text(1), {0, at(2), at(3), at(4), at(5)}});
        for (std::size_t i = 0; i < 4; ++i) sums[csv.text(1)][i] += csv.number(2 + i);
        ++boxes[csv.text(1)];
    }
    ASSERT_EQ(rows.size(), 984);
    std::map<std::string, std::array<std::int64_t, 7>> random, mean;
    for (const auto& [image, cls, box] : rows) {
        const auto average = [&](std::size_t i) {
            return static_cast<float>(sums[cls][i] / static_cast<double>(boxes[cls]));
        };
        const Box typical{0, average(0), average(1), average(2), average(3)};
        const double of_random = overlap(random_map(image, cls, 128), {box}, 1024).iou(),
                     of_mean = overlap(box_map(typical, 1024, 128), {box}, 1024).iou();
        for (std::size_t t = 0; t < kOverlapThresholds.size(); ++t) {
            random[cls][t] += of_random > kOverlapThresholds[t];
            mean[cls][t] += of_mean > kOverlapThresholds[t];
        }
    }
    for (const auto& [name, expected] : golden["nih"].items()) {
        EXPECT_EQ(boxes[name], expected["boxes"]) << name;
        EXPECT_EQ(Json(random[name]), expected["random_map"]) << name;
        EXPECT_EQ(Json(mean[name]), expected["mean_box"]) << name;
    }
}
#endif

}  // namespace
}  // namespace gren::controls_test
