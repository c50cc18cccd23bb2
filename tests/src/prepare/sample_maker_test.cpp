#include "src/prepare/sample_maker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "dataio/archive/box_frame.h"
#include "dataio/hashes/average_hash.h"
#include "dataio/hashes/block_hashes.h"
#include "dataio/lungs/alignment.h"
#include "dataio/lungs/region_masks.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::sample_maker_test {
namespace {

class GivenLungs : public LungSource {
  public:
    explicit GivenLungs(cv::Mat1b lungs) : lungs_(std::move(lungs)) {}
    cv::Mat1b lungs(const std::string&, const cv::Mat1b&) override { return lungs_; }
    std::string provenance() const override { return "given"; }
    std::string why_none(const std::string& name) const override {
        return name == "a.png" ? "given empty" : "";
    }

  private:
    cv::Mat1b lungs_;
};

const auto kLungs = region_names(RegionScheme::lungs);

void expect_box(const Box& box, int cls, float x, float y, float w, float h) {
    EXPECT_EQ(box.cls, cls);
    EXPECT_FLOAT_EQ(box.x, x);
    EXPECT_FLOAT_EQ(box.y, y);
    EXPECT_FLOAT_EQ(box.w, w);
    EXPECT_FLOAT_EQ(box.h, h);
}

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
        radiograph_.study = "s1", radiograph_.view = "AP", radiograph_.sex = "F";
        radiograph_.site = "ward 3", radiograph_.age = 71;
        cv::imwrite(radiograph_.file, image_);
    }
    MadeSample make() const {
        GivenLungs source(lungs_);
        return make_sample(radiograph_, {.size = 32}, source);
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
    EXPECT_EQ(made.sample.info.acquisition.view, "AP");
    EXPECT_EQ(made.sample.info.acquisition.sex, "F");
    EXPECT_EQ(made.sample.info.acquisition.study, "s1");
    EXPECT_EQ(made.sample.info.acquisition.site, "ward 3");
    EXPECT_EQ(made.sample.info.acquisition.age, 71);
    EXPECT_TRUE(std::isnan(made.sample.info.acquisition.pixel_spacing[0]));
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
    EXPECT_EQ(made.sample.info.hash, region_hashes(image, lungs, kLungs, {}));
    EXPECT_NE(made.sample.info.hash[0], made.sample.info.hash[1]);
    EXPECT_NE(made.sample.info.hash,
              region_hashes(image_, lungs_, kLungs, {}));  // so the two can be told apart here
    GivenLungs source(lungs_);
    const HashOptions released{HashVariant::released, false, true};
    EXPECT_EQ(make_sample(radiograph_, {.size = 32, .hash = released}, source).sample.info.hash,
              region_hashes(image, lungs, kLungs, released));
    EXPECT_EQ(made.sample.info.block_hash, block_hashes(image, HashVariant::dct32_median));
    EXPECT_EQ(made.sample.info.average_hash, average_hash(image));
    EXPECT_EQ(make_sample(radiograph_, {.size = 32, .hash = released}, source).sample.info.block_hash,
              block_hashes(image, HashVariant::released));
}

TEST_F(SampleMaker, zones_are_cut_from_the_stored_lungs_and_hashed_each) {
    GivenLungs source(lungs_);
    MadeSample made = make_sample(radiograph_, {.size = 32, .regions = RegionScheme::thirds}, source);
    MadeSample whole = make();
    const cv::Mat1b masks(32, 32, made.sample.lungs.data()), lungs(32, 32, whole.sample.lungs.data());
    const cv::Mat1b image(32, 32, made.sample.image.data());
    EXPECT_EQ(cv::countNonZero(masks != zones_of(lungs)), 0);
    EXPECT_EQ(made.sample.info.hash, region_hashes(image, masks, region_names(RegionScheme::thirds), {}));
    EXPECT_EQ(made.sample.info.hash.size(), 6u);
    EXPECT_EQ(made.flag_reason, "");
}

// The film's lungs come to lie in the frame, and its box where its corners go.
TEST_F(SampleMaker, aligned_films_have_their_lungs_in_the_frame) {
    radiograph_.boxes = {{{1, 40, 30, 50, 15}}};
    GivenLungs source(lungs_);
    MadeSample made = make_sample(radiograph_, {.size = 64, .align = true}, source);
    ASSERT_EQ(made.not_aligned, "");
    const auto boxes = lung_boxes(cv::Mat1b(64, 64, made.sample.lungs.data()));
    ASSERT_TRUE(boxes);
    for (std::size_t lung = 0; lung < 2; ++lung) {
        EXPECT_NEAR((*boxes)[lung].y, kLungFrame[lung].y, .08) << lung;
        EXPECT_NEAR((*boxes)[lung].br().y, kLungFrame[lung].br().y, .08) << lung;
    }
    ASSERT_TRUE(made.sample.info.alignment);
    const auto& box = made.sample.info.boxes[0];
    expect_box(box, 1, 16, 20, 20, 10);  // before the alignment
    const auto expected = aligned(box, made.sample.info.alignment->map, 64);
    const auto& found = made.sample.info.alignment->boxes[0];
    expect_box(found, 1, expected->x, expected->y, expected->w, expected->h);
    const cv::Mat1b image(64, 64, made.sample.image.data()), masks(64, 64, made.sample.lungs.data());
    EXPECT_EQ(made.sample.info.hash, region_hashes(image, masks, kLungs, {})) << "of the stored image";
}

TEST_F(SampleMaker, a_film_that_cannot_be_aligned_stays_and_says_why) {
    lungs_.setTo(0, lungs_ == kLeftLung);
    lungs_.setTo(kRightLung, lungs_ != 0);
    radiograph_.boxes = {{{1, 40, 30, 50, 15}}};
    GivenLungs source(lungs_);
    const auto made = make_sample(radiograph_, {.size = 32, .align = true}, source);
    EXPECT_EQ(made.not_aligned, "left lung missing");
    ASSERT_TRUE(made.sample.info.alignment);
    EXPECT_EQ(made.sample.info.alignment->map, (AffineMap{1, 0, 0, 0, 1, 0}));
    EXPECT_FLOAT_EQ(made.sample.info.alignment->boxes[0].x, made.sample.info.boxes[0].x);
    EXPECT_EQ(made.sample.image, make_sample(radiograph_, {.size = 32}, source).sample.image);
}

// Lungs of half the size in a corner: brought into the frame, the other corner goes out of the image.
TEST_F(SampleMaker, a_film_whose_box_would_leave_the_image_is_not_aligned) {
    lungs_.setTo(0);
    cv::ellipse(lungs_, {24, 28}, {14, 22}, 0, 0, 360, kRightLung, cv::FILLED);
    cv::ellipse(lungs_, {64, 28}, {14, 22}, 0, 0, 360, kLeftLung, cv::FILLED);
    GivenLungs source(lungs_);
    radiograph_.boxes = {{{1, 20, 20, 10, 10}}, {{1, 140, 80, 10, 10}}};
    const auto made = make_sample(radiograph_, {.size = 32, .align = true}, source);
    EXPECT_EQ(made.not_aligned, "a box would leave the image");
    EXPECT_EQ(made.sample.info.alignment->boxes.size(), 2u);
    radiograph_.boxes.pop_back();
    EXPECT_EQ(make_sample(radiograph_, {.size = 32, .align = true}, source).not_aligned, "");
}

TEST_F(SampleMaker, lobes_keep_the_bits_that_their_masks_have) {
    cv::Mat1b lobes(96, 160, std::uint8_t{0});
    lobes(cv::Rect(90, 9, 50, 42)) = 1, lobes(cv::Rect(90, 42, 50, 39)) |= 2;
    lobes(cv::Rect(15, 9, 50, 24)) = 4, lobes(cv::Rect(15, 33, 50, 24)) = 8,
                              lobes(cv::Rect(15, 57, 50, 24)) = 16;
    GivenLungs source(lobes);
    const auto made = make_sample(radiograph_, {.size = 32, .regions = RegionScheme::lobes}, source);
    EXPECT_EQ(made.flag_reason, "");
    for (int row = 0; row < 32; ++row) {
        const auto at = [&](int column) {
            return made.sample.lungs[static_cast<std::size_t>(32 * row + column)];
        };
        EXPECT_EQ(at(20), (row >= 3 && row < 17 ? 1 : 0) | (row >= 14 && row < 27 ? 2 : 0)) << row;
        EXPECT_EQ(at(8), row < 3 || row > 26 ? 0 : row < 11 ? 4 : row < 19 ? 8 : 16) << row;
    }
}

TEST_F(SampleMaker, implausible_lungs_flag_the_sample) {
    lungs_.setTo(0, lungs_ == kLeftLung);
    lungs_.setTo(kRightLung, lungs_ != 0);
    EXPECT_EQ(make().flag_reason, "left lung missing");
    EXPECT_TRUE(make().sample.info.lungs_flagged);
    const MadeSample made = make_sample(radiograph_, {.size = 32}, *make_no_lungs());
    EXPECT_EQ(made.flag_reason, "no lungs");
    GivenLungs empty(cv::Mat1b(96, 160, std::uint8_t{0}));
    EXPECT_EQ(make_sample(radiograph_, {.size = 32}, empty).flag_reason, "given empty");
    EXPECT_THAT(made.sample.info.hash, ::testing::ElementsAre(0, 0));
}

TEST_F(SampleMaker, boxes_are_clipped_then_scaled) {
    radiograph_.boxes = {{{1, 10, 30, 50, 15}},  {{2, -1, 30, 31, 15}}, {{0, 10, -0.5F, 50, 6.5F}},
                         {{1, 150, 30, 11, 15}}, {{1, 10, 81, 50, 16}}, {{1, 0, 0, 160, 96}}};
    const MadeSample made = make();
    const std::vector<Box>& boxes = made.sample.info.boxes;
    ASSERT_EQ(boxes.size(), 6u);
    expect_box(boxes[0], 1, 2, 10, 10, 5);
    expect_box(boxes[1], 2, 0, 10, 6, 5);
    expect_box(boxes[2], 0, 2, 0, 10, 2);
    expect_box(boxes[3], 1, 30, 10, 2, 5);
    expect_box(boxes[4], 1, 2, 27, 10, 5);
    expect_box(boxes[5], 1, 0, 0, 32, 32);
    EXPECT_EQ(made.boxes_clipped, 4);
}

// Of a list drawn on images of twice the width and four times the height.
TEST_F(SampleMaker, boxes_of_another_frame_are_scaled_to_the_image) {
    radiograph_.boxes = {{{1, 20, 120, 100, 60}}};
    GivenLungs source(lungs_);
    const auto made = make_sample(radiograph_, {.size = 32, .box_frame = cv::Size(320, 384)}, source);
    ASSERT_EQ(made.sample.info.boxes.size(), 1u);
    expect_box(made.sample.info.boxes[0], 1, 2, 10, 10, 5);
    EXPECT_EQ(made.boxes_clipped, 0);
}

TEST_F(SampleMaker, boxes_outside_their_image_are_refused) {
    for (const Box& box : {Box{0, -1.5F, 10, 20, 5}, Box{0, 10, 10, 5, 87.5F}, Box{0, 160, 10, 0.5F, 5},
                           Box{0, 10, 300, 5, 5}}) {
        radiograph_.boxes = {{box, "list.csv:7"}};
        expect_data_error([this] { make(); },
                          {"list.csv:7: the box x ", "leaves its image of 160×96 pixels", "--box-frame WxH"});
    }
}

class BoxFrame : public SampleMaker {
  protected:
    // An archive of two images of 160×96 pixels with a box each.
    Archive archive(const Box& first, const Box& second) {
        auto other = radiograph_;
        radiograph_.boxes = {{first, "list.csv:2"}};
        other.boxes = {{second, "list.csv:3"}};
        return {{"Mass"}, {radiograph_, other}, {}, {}};
    }
};

TEST_F(BoxFrame, a_box_outside_is_found_by_the_header_alone) {
    auto good = archive({0, 10, 10, 30, 30}, {0, 120, 60, 41, 30});
    check_box_frame(good, {});
    EXPECT_TRUE(good.report.notes.empty());
    auto bad = archive({0, 10, 10, 30, 30}, {0, 120, 60, 42, 30});
    expect_data_error(
        [&] { check_box_frame(bad, {}); },
        {"list.csv:3: the box x 120, y 60, width 42, height 30 leaves its image of 160×96 pixels",
         "--box-frame 1024x1024"});
    check_box_frame(bad, cv::Size(320, 192));
    expect_data_error([&] { check_box_frame(bad, cv::Size(100, 100)); },
                      {"list.csv:3: the box x 120", "leaves --box-frame 100x100"});
}

// Those few that are here may fit by chance.
TEST_F(BoxFrame, boxes_of_images_elsewhere_show_the_frame_of_the_list) {
    auto part = archive({0, 10, 10, 30, 30}, {0, 50, 20, 30, 30});
    part.boxes_without_image = {{{{0, 300, 10, 30, 30}, "list.csv:9"}, "elsewhere.png"}};
    expect_data_error([&] { check_box_frame(part, {}); }, {"list.csv:9: the box x 300", "160×96"});
    check_box_frame(part, cv::Size(1024, 1024));
    cv::imwrite(scratch_.path() / "small.png", cv::Mat1b(90, 90, std::uint8_t{7}));
    part.radiographs[1].file = scratch_.path() / "small.png";
    check_box_frame(part, {});  // images of several sizes: others may be larger still
}

TEST_F(BoxFrame, boxes_that_keep_to_a_corner_are_noted) {
    auto corner = archive({0, 10, 10, 30, 30}, {0, 50, 20, 30, 30});
    for (int i = 0; i < 28; ++i) corner.radiographs[1].boxes.push_back(corner.radiographs[1].boxes.front());
    check_box_frame(corner, {});
    ASSERT_EQ(corner.report.notes.size(), 1u);
    EXPECT_THAT(corner.report.notes[0],
                ::testing::HasSubstr(
                    "all 30 boxes keep to the first 50 % of their images' width and 52 % of their height"));
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
    scratch_.write("a.png", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n");
    expect_data_error([this] { make(); }, {"a.png is a pointer of Git LFS", "git lfs pull"});
    scratch_.write("a.png", "\n<HTML><body>404</body></HTML>");
    expect_data_error([this] { make(); }, {"a.png is a web page (HTML)"});
}

}  // namespace
}  // namespace gren::sample_maker_test
