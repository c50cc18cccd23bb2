#include "dataio/sample_maker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "tests/dataio/expect_data_error.h"
#include "tests/support/scratch_folder.h"

namespace gren {
namespace {
using testing::expect_data_error;

class GivenLungs : public LungSource {
  public:
    explicit GivenLungs(cv::Mat1b lungs) : lungs_(std::move(lungs)) {}
    cv::Mat1b lungs(const std::string&, const cv::Mat1b&) override { return lungs_; }
    std::string provenance() const override { return "given"; }

  private:
    cv::Mat1b lungs_;
};

// 96 rows and 160 columns become 32×32: three rows and five columns to a stored pixel.
class SampleMaker : public ::testing::Test {
  protected:
    SampleMaker() {
        cv::theRNG().state = 11;
        cv::randu(image_, 0, 256);
        cv::ellipse(lungs_, {40, 48}, {26, 40}, 0, 0, 360, kRightLung, cv::FILLED);
        cv::ellipse(lungs_, {115, 50}, {23, 37}, 0, 0, 360, kLeftLung, cv::FILLED);
        cv::rectangle(lungs_, {60, 40, 40, 11}, kLeftLung | kRightLung, cv::FILLED);
        radiograph_ = {"a.png", scratch_.path() / "a.png", "17", {0, 1, 255}, {}};
        cv::imwrite(radiograph_.file, image_);
    }
    MadeSample make() const {
        GivenLungs source(lungs_);
        return make_sample(radiograph_, 32, source, {});
    }

    ScratchFolder scratch_;
    cv::Mat1b image_ = cv::Mat1b(96, 160);
    cv::Mat1b lungs_ = cv::Mat1b(96, 160, std::uint8_t{0});
    Radiograph radiograph_;
};

TEST_F(SampleMaker, copies_what_is_known) {
    const MadeSample made = make();
    EXPECT_EQ(made.sample.info.name, "a.png");
    EXPECT_EQ(made.sample.info.patient, "17");
    EXPECT_EQ(made.sample.info.original_height, 96);
    EXPECT_EQ(made.sample.info.original_width, 160);
    EXPECT_THAT(made.sample.info.label, ::testing::ElementsAre(0, 1, 255));
    EXPECT_EQ(made.channels, 1);
    EXPECT_EQ(made.bits, 8);
    EXPECT_EQ(made.flag_reason, "");
    EXPECT_FALSE(made.sample.info.lungs_flagged);
}

TEST_F(SampleMaker, pixels_are_means_and_lungs_are_majorities) {
    const Sample sample = make().sample;
    ASSERT_EQ(sample.image.size(), 32u * 32);
    ASSERT_EQ(sample.lungs.size(), 32u * 32);
    for (int row = 0; row < 32; ++row) {
        for (int column = 0; column < 32; ++column) {
            int sum = 0, left = 0, right = 0;
            for (int i = 0; i < 15; ++i) {
                const int y = 3 * row + i / 5, x = 5 * column + i % 5;
                sum += image_(y, x);
                left += lungs_(y, x) & kLeftLung ? 1 : 0;
                right += lungs_(y, x) & kRightLung ? 1 : 0;
            }
            const auto at = static_cast<std::size_t>(32 * row + column);
            EXPECT_NEAR(sample.image[at], sum / 15., 0.51);
            EXPECT_EQ(sample.lungs[at], (left >= 8 ? kLeftLung : 0) | (right >= 8 ? kRightLung : 0))
                << row << ' ' << column;
        }
    }
}

TEST_F(SampleMaker, hashes_follow_from_the_stored_pixels) {
    MadeSample made = make();
    const cv::Mat1b image(32, 32, made.sample.image.data()), lungs(32, 32, made.sample.lungs.data());
    EXPECT_EQ(made.sample.info.hash, lung_hashes(image, lungs, {}));
    EXPECT_NE(made.sample.info.hash[0], made.sample.info.hash[1]);
    EXPECT_NE(made.sample.info.hash, lung_hashes(image_, lungs_, {}));  // so the two can be told apart here
    GivenLungs source(lungs_);
    const HashOptions released{HashVariant::released, false, true};
    EXPECT_EQ(make_sample(radiograph_, 32, source, released).sample.info.hash,
              lung_hashes(image, lungs, released));
}

TEST_F(SampleMaker, implausible_lungs_flag_the_sample) {
    lungs_.setTo(0, lungs_ == kLeftLung);
    lungs_.setTo(kRightLung, lungs_ != 0);
    EXPECT_EQ(make().flag_reason, "left lung missing");
    EXPECT_TRUE(make().sample.info.lungs_flagged);
    const MadeSample made = make_sample(radiograph_, 32, *make_no_lungs(), {});
    EXPECT_EQ(made.flag_reason, "no lungs");
    EXPECT_THAT(made.sample.info.hash, ::testing::ElementsAre(0, 0));
}

void expect_box(const Box& box, int cls, float x, float y, float w, float h) {
    EXPECT_EQ(box.cls, cls);
    EXPECT_FLOAT_EQ(box.x, x);
    EXPECT_FLOAT_EQ(box.y, y);
    EXPECT_FLOAT_EQ(box.w, w);
    EXPECT_FLOAT_EQ(box.h, h);
}

TEST_F(SampleMaker, boxes_are_clipped_then_scaled) {
    radiograph_.boxes = {{1, 10, 30, 50, 15},
                         {2, -10, 30, 40, 15},
                         {0, 10, -6, 50, 12},
                         {1, 150, 30, 30, 15},
                         {1, 10, 81, 50, 30}};
    const MadeSample made = make();
    const std::vector<Box>& boxes = made.sample.info.boxes;
    ASSERT_EQ(boxes.size(), 5u);
    expect_box(boxes[0], 1, 2, 10, 10, 5);
    expect_box(boxes[1], 2, 0, 10, 6, 5);
    expect_box(boxes[2], 0, 2, 0, 10, 2);
    expect_box(boxes[3], 1, 30, 10, 2, 5);
    expect_box(boxes[4], 1, 2, 27, 10, 5);
    EXPECT_EQ(made.boxes_clipped, 4);
    EXPECT_EQ(made.boxes_dropped, 0);
}

TEST_F(SampleMaker, boxes_without_area_are_dropped) {
    radiograph_.boxes = {
        {0, 10, 10, 0, 5}, {0, 10, 10, 5, -2}, {0, 160, 10, 5, 5}, {0, 10, -7, 5, 7}, {1, 0, 0, 160, 96}};
    const MadeSample made = make();
    ASSERT_EQ(made.sample.info.boxes.size(), 1u);
    expect_box(made.sample.info.boxes[0], 1, 0, 0, 32, 32);
    EXPECT_EQ(made.boxes_clipped, 0);
    EXPECT_EQ(made.boxes_dropped, 4);
}

TEST_F(SampleMaker, files_with_channels_and_depth_are_reported) {
    cv::Mat deep;
    image_.convertTo(deep, CV_16U, 16);
    cv::merge(std::vector<cv::Mat>(4, deep), deep);
    cv::imwrite(radiograph_.file, deep);
    EXPECT_EQ(make().channels, 4);
    EXPECT_EQ(make().bits, 16);
}

TEST_F(SampleMaker, unreadable_image_is_refused) {
    scratch_.write("a.png", "");
    expect_data_error([this] { make(); }, {"a.png is empty"});
}

}  // namespace
}  // namespace gren
