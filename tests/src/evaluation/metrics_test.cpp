// Metrics of readings made by hand, counted by hand; what the files say where a figure does not exist.
#include "src/evaluation/metrics.h"

#include <nlohmann/json.hpp>

#include "src/evaluation/document.h"
#include "tests/dataio/small_dataset.h"

namespace gren {
namespace {

constexpr std::uint8_t kUnknown = kLabelUnknown;

struct MadeImage {
    std::string patient;
    std::vector<std::uint8_t> label;  // of three classes
    std::vector<Box> boxes;
};

// A data set of 8×8 pixels and the classes A, B, C.
class MetricsTest : public testing::Test {
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

TEST_F(MetricsTest, counts_boxes_per_class_and_averages_over_classes_that_have_some) {
    const Box in_a{0, 1, 1, 2, 2}, in_b{1, 1, 1, 2, 2};
    const auto& dataset = dataset_of({{"p", {1, 0, 0}, {in_a}},
                                      {"p", {1, 1, 0}, {in_a, in_b}},
                                      {"q", {1, 0, 0}, {in_a}},
                                      {"r", {0, 0, 1}, {}}});
    const std::vector<ImageReading> readings{
        {0, {0.9F, 0.1F, 0.2F}, {boxed(0, 0.55, 0.72, true)}},
        {1, {0.8F, 0.7F, 0.1F}, {boxed(0, 0, 0, true), boxed(1, 0.35, 0.9, false)}},
        {2, {0.7F, 0.2F, 0.3F}, {boxed(0, 0.75, 0.3, true)}},
        {3, {0.1F, 0.3F, 0.6F}, {}}};
    const auto metrics = measure(readings, dataset, {.samples = 50});
    EXPECT_EQ(metrics.images, 4);
    EXPECT_EQ(metrics.patients, 3);
    const auto& l = metrics.localisation;
    EXPECT_EQ(l.boxes.size(), 4);
    EXPECT_EQ(l.accuracy[0].boxes, 3);
    EXPECT_EQ(l.accuracy[0].correct, (std::array<std::int64_t, 7>{2, 2, 2, 2, 2, 1, 1}));
    EXPECT_EQ(l.accuracy[1].correct, (std::array<std::int64_t, 7>{1, 1, 1, 0, 0, 0, 0}));
    EXPECT_EQ(l.iobb[0].correct, (std::array<std::int64_t, 7>{2, 2, 1, 1, 1, 1, 1}));
    EXPECT_EQ(l.ceiling[0].correct[6], 3);
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

// A disease that is there, or may be, but nobody drew where: regions in such images are neither right nor
// wrong.
TEST_F(MetricsTest, regions_where_nobody_drew_a_box_are_not_false) {
    const auto& dataset = dataset_of({{"p", {1, 0, 0}, {{0, 1, 1, 2, 2}}},
                                      {"q", {1, 0, 0}, {}},
                                      {"r", {kUnknown, 0, 0}, {}},
                                      {"s", {0, 0, 0}, {}}});
    auto right = boxed(0, 0.8, 0.9, true);
    right.marks = {{1.0F, true}};
    std::vector<ImageReading> readings{{0, {0.5F, 0, 0}, {right}},
                                       {1, {0.9F, 0, 0}, {elsewhere(0)}},
                                       {2, {0.8F, 0, 0}, {elsewhere(0)}},
                                       {3, {0.1F, 0, 0}, {}}};
    auto metrics = measure(readings, dataset, {.samples = 0});
    EXPECT_DOUBLE_EQ(*metrics.localisation.ap[0][0], 1);
    EXPECT_DOUBLE_EQ(*metrics.localisation.froc[0][0], 1);
    EXPECT_EQ(metrics.identification.positives[0], 2);
    EXPECT_EQ(metrics.identification.negatives[0], 1);
    EXPECT_FALSE(metrics.localisation.mean_accuracy_interval[0].has_value());

    readings[3] = {3, {0.6F, 0, 0}, {elsewhere(0)}};  // absent: there a region is wrong
    metrics = measure(readings, dataset, {.samples = 0});
    EXPECT_DOUBLE_EQ(*metrics.localisation.ap[0][0], 0.5);
    EXPECT_DOUBLE_EQ(*metrics.localisation.froc[0][0], 0);  // its mark is above: 1/2 a false mark an image
    EXPECT_DOUBLE_EQ(*metrics.localisation.froc[0][2], 1);
}

TEST_F(MetricsTest, figures_that_do_not_exist_are_null) {
    const auto& dataset = dataset_of({{"p", {1, 0, 0}, {}}, {"q", {0, 0, 0}, {}}});
    const std::vector<ImageReading> readings{{0, {0.9F, 0, 0}, {}}, {1, {0.1F, 0, 0}, {}}};
    const auto json = nlohmann::json::parse(
        evaluation_json(measure(readings, dataset, {.samples = 20}), {"A", "B", "C"}, {}, {}));
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

TEST_F(MetricsTest, boxes_csv_counts_in_pixels_of_the_original_and_quotes) {
    const auto& dataset = dataset_of({{"Smith, \"J\"", {1, 0, 0}, {{0, 1, 1, 2, 3}, {0, 4, 2, 1, 4}}}});
    const std::vector<ImageReading> readings{{0, {0.25F, 0, 0}, {boxed(0, 0.5, 0.75, true)}}};
    EXPECT_EQ(
        boxes_csv(readings, dataset),
        "image,patient,class,x,y,w,h,score,iou,iobb,ceiling,pointing\n"
        "image_0.png,\"Smith, \"\"J\"\"\",A,2.000,2.000,8.000,10.000,0.25,0.500000,0.750000,0.950000,1\n");
}

TEST(ImageReadingTest, travels_unchanged) {
    const std::vector<ImageReading> readings{{7,
                                              {0.1F, 1e-30F, 0.99999994F},
                                              {{.cls = 2,
                                                .boxed = true,
                                                .iou = 1.0 / 3,
                                                .iobb = 0.1,
                                                .ceiling = 0.7,
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

TEST(ImageReadingTest, refuses_what_is_not_a_number) {
    SampleInfo info;
    info.name = "x.png";
    info.original_height = info.original_width = 4;
    info.label = {0};
    Inference inference{.regions = torch::zeros({1, 1, 2, 2}), .score = torch::zeros({1, 1})};
    EXPECT_TRUE(read_image(inference, 0, 0, info, 4).maps.empty());
    inference.regions[0][0][1][0] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(data_error_of([&] { read_image(inference, 0, 0, info, 4); }).substr(0, 5), "x.png");
}

}  // namespace
}  // namespace gren
