// Metrics of readings made by hand, counted by hand; what the files say where a figure does not exist.
#include "src/evaluation/metrics.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "src/evaluation/coco_files.h"
#include "src/evaluation/document.h"
#include "src/evaluation/table.h"
#include "src/evaluation/warnings.h"
#include "src/method/losses.h"
#include "tests/dataio/small_dataset.h"

namespace gren::metrics_test {
namespace {

constexpr std::uint8_t kUnknown = kLabelUnknown;

struct MadeImage {
    std::string patient;
    std::vector<std::uint8_t> label;  // of three classes
    std::vector<Box> boxes;
};

// A data set of 8×8 pixels and the classes A, B, C.
class Metricss : public testing::Test {
  protected:
    const Dataset& dataset_of(const std::vector<MadeImage>& images) {
        std::vector<Sample> samples;
        for (std::size_t i = 0; i < images.size(); ++i) {
            Sample sample;
            sample.image.resize(64);
            sample.lungs.resize(64);
            sample.info.name = fmt::format("image_{}.png", i);
            sample.info.patient = images[i].patient;
            sample.info.original_height = sample.info.original_width = 16;
            sample.info.label = images[i].label;
            sample.info.boxes = images[i].boxes;
            samples.push_back(sample);
        }
        write_dataset(folder_.path(), {8, {"A", "B", "C"}, "dct32-median", "none"}, samples, 100);
        return dataset_.emplace(folder_.path());
    }

  private:
    ScratchFolder folder_;
    std::optional<Dataset> dataset_;
};

MapReading boxed(std::int32_t cls, double iou, double iobb, bool pointing) {
    MapReading map;
    map.cls = cls;
    map.boxed = true;
    map.iou = iou;
    map.iobb = iobb;
    map.ceiling = 0.95;
    map.target_ceiling = 0.65;
    map.pointing = pointing;
    map.run_lengths = std::string(iou > 0 ? 1 : 0, '1');
    return map;
}

MapReading elsewhere(std::int32_t cls) {
    MapReading map;
    map.cls = cls;
    map.run_lengths = std::string("1");
    map.marks = {{2.0F, false}};
    return map;
}

TEST_F(Metricss, counts_boxes_per_class_and_averages_over_classes_that_have_some) {
    const Box in_a{0, 1, 1, 2, 2}, in_b{1, 1, 1, 2, 2};
    const auto& dataset = dataset_of({{"p", {1, 0, 0}, {in_a}},
                                      {"p", {1, 1, 0}, {in_a, in_b}},
                                      {"q", {1, 0, 0}, {in_a}},
                                      {"r", {0, 0, 1}, {}}});
    const std::vector<ImageReading> readings{
        {0, {0.9, 0.1, 0.2}, {boxed(0, 0.55, 0.72, true)}},
        {1, {0.8, 0.7, 0.1}, {boxed(0, 0, 0, true), boxed(1, 0.35, 0.9, false)}},
        {2, {0.7, 0.2, 0.3}, {boxed(0, 0.75, 0.3, true)}},
        {3, {0.1, 0.3, 0.6}, {}}};
    const auto metrics = measure(readings, dataset, {.samples = 50});
    EXPECT_EQ(metrics.images, 4);
    EXPECT_EQ(metrics.patients, 3);
    const auto& l = metrics.localization;
    EXPECT_EQ(l.boxes.size(), 4);
    EXPECT_EQ(l.accuracy[0].boxes, 3);
    EXPECT_EQ(l.accuracy[0].correct, (std::array<std::int64_t, 7>{2, 2, 2, 2, 2, 1, 1}));
    EXPECT_EQ(l.accuracy[1].correct, (std::array<std::int64_t, 7>{1, 1, 1, 0, 0, 0, 0}));
    EXPECT_EQ(l.iobb[0].correct, (std::array<std::int64_t, 7>{2, 2, 1, 1, 1, 1, 1}));
    EXPECT_EQ(l.ceiling[0].correct[6], 3);
    EXPECT_EQ(l.target_ceiling[0].correct, (std::array<std::int64_t, 7>{3, 3, 3, 3, 3, 3, 0}));
    EXPECT_EQ(*l.mean_target_ceiling[5], 1);
    EXPECT_EQ(l.boxed_patients, 2);
    EXPECT_EQ(l.pointing, (std::vector<std::int64_t>{3, 0, 0}));
    EXPECT_DOUBLE_EQ(*l.mean_accuracy[4], (2.0 / 3 + 0) / 2);
    EXPECT_DOUBLE_EQ(*l.mean_pointing, 0.5);
    EXPECT_EQ(l.ap[2][0], std::nullopt);
    EXPECT_DOUBLE_EQ(*l.ap[1][0], 1);  // found with IoU 0.35
    EXPECT_DOUBLE_EQ(*l.ap[1][1], 0);
    EXPECT_DOUBLE_EQ(*l.mean_ap[1], (*l.ap[0][1] + 0) / 2);
    EXPECT_LE(l.mean_accuracy_interval[4]->low, *l.mean_accuracy[4]);
    EXPECT_GE(l.mean_accuracy_interval[4]->high, *l.mean_accuracy[4]);
    const auto& i = metrics.identification;
    EXPECT_EQ(i.positives, (std::vector<std::int64_t>{3, 1, 1}));
    EXPECT_EQ(i.negatives, (std::vector<std::int64_t>{1, 3, 3}));
    EXPECT_EQ(*i.auc[0], 1);
    EXPECT_EQ(*i.mean_auc, 1);
}

// A disease that is there, or may be, but nobody drew where: regions in such images are neither
// right nor wrong.
TEST_F(Metricss, regions_where_nobody_drew_a_box_are_not_false) {
    const auto& dataset = dataset_of({{"p", {1, 0, 0}, {{0, 1, 1, 2, 2}}},
                                      {"q", {1, 0, 0}, {}},
                                      {"r", {kUnknown, 0, 0}, {}},
                                      {"s", {0, 0, 0}, {}}});
    auto right = boxed(0, 0.8, 0.9, true);
    right.marks = {{1.0F, true}};
    std::vector<ImageReading> readings{{0, {0.5, 0, 0}, {right}},
                                       {1, {0.9, 0, 0}, {elsewhere(0)}},
                                       {2, {0.8, 0, 0}, {elsewhere(0)}},
                                       {3, {0.1, 0, 0}, {}}};
    auto metrics = measure(readings, dataset, {.samples = 0});
    EXPECT_DOUBLE_EQ(*metrics.localization.ap[0][0], 1);
    EXPECT_DOUBLE_EQ(*metrics.localization.froc[0][0], 1);
    EXPECT_EQ(metrics.identification.positives[0], 2);
    EXPECT_EQ(metrics.identification.negatives[0], 1);
    EXPECT_FALSE(metrics.localization.mean_accuracy_interval[0].has_value());

    readings[3] = {3, {0.6, 0, 0}, {elsewhere(0)}};  // absent: there a region is wrong
    metrics = measure(readings, dataset, {.samples = 0});
    EXPECT_DOUBLE_EQ(*metrics.localization.ap[0][0], 0.5);
    EXPECT_DOUBLE_EQ(*metrics.localization.froc[0][0], 0);  // its mark is above: 1/2 a false mark an image
    EXPECT_DOUBLE_EQ(*metrics.localization.froc[0][2], 1);
}

TEST_F(Metricss, figures_that_do_not_exist_are_null) {
    const auto& dataset = dataset_of({{"p", {1, 0, 0}, {}}, {"q", {0, 0, 0}, {}}});
    const std::vector<ImageReading> readings{{0, {0.9, 0, 0}, {}}, {1, {0.1, 0, 0}, {}}};
    const auto json = nlohmann::json::parse(
        evaluation_json(measure(readings, dataset, {.samples = 20}), {"A", "B", "C"}, {}, {}, {}));
    EXPECT_EQ(json["boxes"], 0);
    for (const auto* name : {"mean_accuracy", "mean_accuracy_interval", "mean_ceiling", "mean_iobb_accuracy"})
        EXPECT_TRUE(json[name]["0.5"].is_null()) << name;
    EXPECT_TRUE(json["mean_ap"]["0.3"].is_null());
    EXPECT_TRUE(json["mean_froc"]["0.125"].is_null());
    EXPECT_TRUE(json["mean_pointing"].is_null());
    EXPECT_EQ(json["mean_auc"], 1);
    EXPECT_EQ(json["classes"]["A"]["auc"], 1);
    EXPECT_EQ(json["classes"]["A"]["correct"]["0.7"], 0);
    EXPECT_TRUE(json["classes"]["B"]["auc"].is_null());
    EXPECT_TRUE(json["classes"]["B"]["auc_interval"].is_null());
    EXPECT_EQ(json["classes"]["B"]["froc"].size(), 7);
}

// Two images, a box in each, one of them with the disease: what a curious person tries first.
TEST_F(Metricss, of_two_images_warn_and_have_no_interval_where_one_patient_is_drawn_again_and_again) {
    const Box box{0, 1, 1, 2, 2};
    const auto& dataset = dataset_of({{"p", {1, 0, 0}, {box}}, {"q", {0, 0, 0}, {}}});
    const std::vector<ImageReading> readings{{0, {9, 0, 0}, {boxed(0, 0.8, 0.9, true)}}, {1, {1, 0, 0}, {}}};
    const auto metrics = measure(readings, dataset, {.samples = 50});
    EXPECT_EQ(*metrics.identification.auc[0], 1);
    EXPECT_FALSE(metrics.identification.auc_interval[0]);
    EXPECT_FALSE(metrics.identification.mean_auc_interval);
    EXPECT_FALSE(metrics.localization.mean_accuracy_interval[4]);
    const auto warnings = evaluation_warnings(metrics, {"A", "B", "C"}, {{"patients_on_both_sides", 1}});
    ASSERT_EQ(warnings.size(), 3);
    EXPECT_EQ(warnings[0].substr(0, 32), "1 of the 2 patients tested have ");
    EXPECT_EQ(warnings[1], "1 box of 1 patient tested; localization figures of fewer than 30 are chance");
    EXPECT_EQ(warnings[2].substr(0, 54), "a single patient with or without the disease in A; suc");
    const auto table =
        evaluation_table(metrics, measure_controls(dataset, {0, 1}, std::nullopt, 128), {"A", "B", "C"},
                         {{"method", "gren"},
                          {"participation", "all"},
                          {"fold", nullptr},
                          {"nodes", 4},
                          {"patients_on_both_sides", 1},
                          {"grid", 16},
                          {"eval_grid", 128}});
    EXPECT_NE(table.find("WARNING: 1 of the 2 patients tested have"), std::string::npos);
}

TEST_F(Metricss, of_many_patients_warn_of_nothing_and_have_intervals) {
    std::vector<MadeImage> images;
    std::vector<ImageReading> readings;
    for (std::int64_t i = 0; i < 40; ++i) {
        const bool ill = i < 30;
        images.push_back({std::to_string(i), {static_cast<std::uint8_t>(ill), 0, 0}, {}});
        if (ill) images.back().boxes.push_back({0, 1, 1, 2, 2});
        readings.push_back({i, {static_cast<double>((7 * i) % 11), 0, 0}, {}});
        if (ill) readings.back().maps.push_back(boxed(0, 0.02 * static_cast<double>(i), 0.9, true));
    }
    auto metrics = measure(readings, dataset_of(images), {.samples = 50});
    EXPECT_TRUE(metrics.identification.auc_interval[0] && metrics.identification.mean_auc_interval);
    EXPECT_TRUE(metrics.localization.mean_accuracy_interval[4]);
    const auto warnings = [&] {
        return evaluation_warnings(metrics, {"A", "B", "C"}, {{"patients_on_both_sides", 0}});
    };
    EXPECT_TRUE(warnings().empty());
    metrics.localization.boxes.pop_back();
    ASSERT_EQ(warnings().size(), 1);
    EXPECT_EQ(warnings()[0],
              "29 boxes of 30 patients tested; localization figures of fewer than 30 are chance");
}

// Most probabilities of the golden file are 1 in float64 already; scikit-learn and Python rank
// by their logits.
TEST_F(Metricss, rank_images_whose_probability_is_one_as_python_does) {
    const auto golden = nlohmann::json::parse(std::ifstream(GREN_GOLDEN_DIR "/image_scores.json"));
    const auto side = golden["side"].get<std::int64_t>();
    std::vector<MadeImage> images;
    std::vector<ImageReading> readings;
    for (std::size_t i = 0; i < golden["logits"].size(); ++i) {
        auto cells = golden["logits"][i].get<std::vector<float>>();
        const auto logits = torch::from_blob(cells.data(), {1, 1, side, side});
        const auto score = image_logit(logits).item<double>(), expected = golden["logit"][i].get<double>();
        EXPECT_NEAR(score, expected, 1e-13 * std::max(1.0, std::abs(expected))) << i;
        const auto present = golden["present"][i].get<std::uint8_t>();
        images.push_back({std::to_string(i), {present, 0, 0}, {}});
        if (present == kLabelPresent) images.back().boxes.push_back({0, 1, 1, 2, 2});
        auto map = elsewhere(0);
        if (present == kLabelPresent) map = boxed(0, golden["iou"][i], 0.5, true);
        map.run_lengths = "1";
        readings.push_back({static_cast<std::int64_t>(i), {score, 0, 0}, {map}});
    }
    const auto& dataset = dataset_of(images);
    for (int turn = 0; turn < 2; ++turn) {  // in the order of the files and backwards
        const auto metrics = measure(readings, dataset, {.samples = 0});
        EXPECT_NEAR(*metrics.identification.auc[0], golden["auc"], 1e-12);
        EXPECT_NEAR(*metrics.localization.ap[0][1], golden["ap"], 1e-12);
        std::ranges::reverse(readings);
    }
    const auto first = nlohmann::json::parse(predictions_json(readings, dataset)).at(0);
    EXPECT_EQ(first["score"], readings[0].score[0]);
    EXPECT_EQ(first["probability"], 1);
}

TEST_F(Metricss, boxes_csv_counts_in_pixels_of_the_original_and_quotes) {
    const auto& dataset = dataset_of({{"Smith, \"J\"", {1, 0, 0}, {{0, 1, 1, 2, 3}, {0, 4, 2, 1, 4}}}});
    const std::vector<ImageReading> readings{{0, {0, 0, 0}, {boxed(0, 0.5, 0.75, true)}}};
    EXPECT_EQ(boxes_csv(readings, dataset),
              "image,patient,class,x,y,w,h,score,probability,iou,iobb,target_ceiling,ceiling,pointing\n"
              "image_0.png,\"Smith, "
              "\"\"J\"\"\",A,2.000,2.000,8.000,10.000,0,0.5,0.500000,0.750000,0.650000,0.950000,"
              "1\n");
}

TEST(ImageReading, travels_unchanged) {
    const std::vector<ImageReading> readings{{7,
                                              {-0.1, 1.0 / 3, 4321.123456789012},
                                              {{.cls = 2,
                                                .boxed = true,
                                                .iou = 1.0 / 3,
                                                .iobb = 0.1,
                                                .ceiling = 0.7,
                                                .target_ceiling = 0.3,
                                                .pointing = true,
                                                .x = 0.1,
                                                .y = 2,
                                                .w = 3,
                                                .h = 4.0 / 7,
                                                .run_lengths = "0\\\"P",
                                                .marks = {{0.3F, true}, {1e-8F, false}}}}}};
    const auto back = readings_from(to_text(readings));
    ASSERT_EQ(back.size(), 1);
    EXPECT_EQ(back[0].sample, 7);
    EXPECT_EQ(back[0].score, readings[0].score);
    const auto &map = back[0].maps.at(0), &sent = readings[0].maps[0];
    EXPECT_EQ(map.cls, 2);
    EXPECT_TRUE(map.boxed && map.pointing);
    EXPECT_EQ(map.iou, sent.iou);
    EXPECT_EQ(map.h, sent.h);
    EXPECT_EQ(map.run_lengths, sent.run_lengths);
    EXPECT_EQ(map.marks.at(1).logit, 1e-8F);
}

TEST(ImageReading, refuses_what_is_not_a_number) {
    SampleInfo info;
    info.name = "x.png";
    info.original_height = info.original_width = 4;
    info.label = {0};
    Inference inference{.regions = torch::zeros({1, 1, 2, 2}),
                        .score = torch::zeros({1, 1}, torch::kFloat64)};
    EXPECT_TRUE(read_image(inference, 0, 0, info, 4, 2).maps.empty());
    inference.regions[0][0][1][0] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(refusal([&] { read_image(inference, 0, 0, info, 4, 2); }).substr(0, 5), "x.png");
}

}  // namespace
}  // namespace gren::metrics_test
