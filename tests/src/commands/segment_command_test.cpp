#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <opencv2/imgcodecs.hpp>

#include "dataio/data_error.h"
#include "dataio/sample.h"
#include "dataio/tensors/safetensors.h"
#include "src/commands/commands.h"
#include "src/run/usage_error.h"
#include "tests/support/ellipse_lungs.h"

namespace gren::segment_command_test {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = fs::path(testing::TempDir()) / "gren_segment_command";
const std::string kImages = kRoot / "images", kMasks = kRoot / "masks", kModel = kRoot / "lungs.safetensors";
const Arguments kTrain{"train", "--images", kImages, "--masks", kMasks, "--out", kModel};
const std::string kTiny = kRoot / "tiny.ini";

Arguments with(Arguments arguments, const Arguments& more) {
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

std::string printed_by(const Arguments& arguments) {
    testing::internal::CaptureStdout();
    EXPECT_EQ(segment_command(arguments), 0);
    std::fflush(stdout);
    return testing::internal::GetCapturedStdout();
}

template <typename Error>
void expect_error(const Arguments& arguments, const std::string& words) {
    try {
        segment_command(arguments);
        FAIL() << "no error, expected: " << words;
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr(words));
    }
}

cv::Mat1b read(const fs::path& file) {
    return cv::imread(file.string(), cv::IMREAD_UNCHANGED);
}

double dice(const cv::Mat1b& a, const cv::Mat1b& b) {
    return 2.0 * cv::countNonZero(a & b) / (cv::countNonZero(a) + cv::countNonZero(b));
}

class SegmentCommand : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        fs::remove_all(kRoot);
        fs::create_directories(kImages);
        fs::create_directories(kMasks);
        for (std::uint64_t i = 0; i < 5; ++i) {
            const EllipseLungs lungs = ellipse_lungs({120, 90}, 10 + i);
            cv::imwrite(kImages / fs::path(std::to_string(i) + ".png"), lungs.image);
            cv::imwrite(kMasks / fs::path(std::to_string(i) + ".png"), lungs.both());
        }
        std::ofstream(kTiny) << "size = 48\nchannels = 4\nbatch = 2\nlearning-rate = 0.01\nthreads = 1\n";
        training_output_ = printed_by(
            with(kTrain, {"--config", kTiny, "--epochs", "40", "--held-out", "0.2", "--note", "ellipses"}));
    }
    static std::string training_output_;
};
std::string SegmentCommand::training_output_;

TEST_F(SegmentCommand, train_reports_progress_and_notes_the_data) {
    EXPECT_THAT(training_output_, testing::HasSubstr("4 pairs and 0 phantoms to train on, 1 held out"));
    EXPECT_THAT(training_output_,
                testing::ContainsRegex("epoch 40/40: loss 0\\.[0-9]+, held-out Dice 0\\.9"));
    const auto metadata = read_safetensors(kModel).metadata;
    EXPECT_EQ(metadata.at("data"), "ellipses");
    EXPECT_EQ(metadata.at("size"), "48");
    EXPECT_GT(std::stod(metadata.at("held_out_dice")), 0.9);
}

// The patient's left lung is on the viewer's right.
TEST_F(SegmentCommand, apply_writes_both_lungs_at_the_images_size) {
    const EllipseLungs lungs = ellipse_lungs({150, 110}, 77);
    fs::create_directories(kRoot / "unseen");
    cv::imwrite(kRoot / "unseen/x.png", lungs.image);
    const Arguments arguments{"apply", "--model",       kModel,       "--images",         kRoot / "unseen",
                              "--out", kRoot / "found", "--overlays", kRoot / "overlays", "--threads",
                              "1"};
    EXPECT_THAT(printed_by(arguments), testing::HasSubstr("1 masks written, 0 of them implausible"));

    const cv::Mat1b mask = read(kRoot / "found/x.png");
    ASSERT_EQ(mask.size(), lungs.image.size());
    EXPECT_GT(dice(cv::Mat1b(mask == kLeftLung), lungs.viewer_right), 0.85);
    EXPECT_GT(dice(cv::Mat1b(mask == kRightLung), lungs.viewer_left), 0.85);

    const cv::Mat3b overlay = cv::imread(kRoot / "overlays/x.png");
    const cv::Scalar left = cv::mean(overlay, mask == kLeftLung),
                     right = cv::mean(overlay, mask == kRightLung);
    EXPECT_GT(left[0], left[2] + 50);
    EXPECT_GT(right[2], right[0] + 50);
}

TEST_F(SegmentCommand, apply_finds_the_lungs_of_a_film_on_its_side) {
    const EllipseLungs lungs = ellipse_lungs({150, 110}, 77);
    fs::create_directories(kRoot / "lying");
    cv::Mat1b image, drawn;
    cv::rotate(lungs.image, image, cv::ROTATE_90_CLOCKWISE);
    cv::rotate(lungs.both(), drawn, cv::ROTATE_90_CLOCKWISE);
    cv::imwrite(kRoot / "lying/x.png", image);
    EXPECT_THAT(
        printed_by({"apply", "--model", kModel, "--images", kRoot / "lying", "--out", kRoot / "turned"}),
        testing::HasSubstr("1 masks written, 0 of them implausible"));
    const cv::Mat1b mask = read(kRoot / "turned/x.png");
    EXPECT_GT(dice(cv::Mat1b(mask > 0), drawn), 0.85);
    const cv::Rect left = cv::boundingRect(mask == kLeftLung), right = cv::boundingRect(mask == kRightLung);
    EXPECT_TRUE(left.br().y <= right.y || right.br().y <= left.y);
}

TEST_F(SegmentCommand, apply_counts_images_without_two_lungs) {
    fs::create_directories(kRoot / "single");
    EllipseLungs lungs = ellipse_lungs({150, 110}, 77);
    lungs.image.setTo(180, lungs.viewer_left);
    cv::imwrite(kRoot / "single/b.png", lungs.image);
    const std::string printed =
        printed_by({"apply", "--model", kModel, "--images", kRoot / "single", "--out", kRoot / "found"});
    EXPECT_THAT(printed, testing::HasSubstr("b.png: "));
    EXPECT_THAT(printed, testing::HasSubstr("1 of them implausible"));
}

TEST_F(SegmentCommand, train_follows_the_list) {
    std::ofstream(kRoot / "list.csv") << "name,patient\n0,p\n1,p\n2,q\n";
    const std::string printed = printed_by(
        {"train", "--images", kImages, "--masks", kMasks, "--list", kRoot / "list.csv", "--config", kTiny,
         "--epochs", "1", "--held-out", "0.5", "--seed", "4", "--out", kRoot / "listed.safetensors"});
    EXPECT_THAT(printed,
                testing::AnyOf(testing::HasSubstr("2 pairs and 0 phantoms to train on, 1 held out"),
                               testing::HasSubstr("1 pairs and 0 phantoms to train on, 2 held out")));
}

TEST_F(SegmentCommand, train_draws_phantoms_and_computes_in_bf16) {
    const fs::path model = kRoot / "mixed.safetensors";
    const std::string printed =
        printed_by({"train", "--images", kImages, "--masks", kMasks, "--config", kTiny, "--epochs", "1",
                    "--held-out", "0", "--phantoms", "3", "--precision", "bf16", "--out", model});
    EXPECT_THAT(printed, testing::HasSubstr("5 pairs and 3 phantoms to train on, 0 held out"));
    EXPECT_THAT(printed, testing::Not(testing::HasSubstr("nan")));
    const TensorFile written = read_safetensors(model);
    EXPECT_FALSE(written.metadata.contains("held_out_dice"));
    EXPECT_EQ(written.tensors.at("output.weight").scalar_type(), torch::kFloat32);
}

// Radiograph 9 has the mask of another one, so that its Dice is low, and is a view of its own.
TEST_F(SegmentCommand, score_groups_the_list_without_the_exceptions) {
    cv::imwrite(kRoot / "images/9.png", ellipse_lungs({120, 90}, 40).image);
    cv::Mat1b elsewhere(90, 120, std::uint8_t{0});
    elsewhere.rowRange(0, 5).setTo(255);
    cv::imwrite(kRoot / "masks/9.png", elsewhere);
    std::ofstream(kRoot / "scored.csv") << "name,patient,view\n0,p,PA\n1,p,PA\n2,q,PA\n9,r,AP\n";
    std::ofstream(kRoot / "except.csv") << "name\n1\n";
    const Arguments ungrouped{"score",   "--model", kModel,   "--images",           kImages,
                              "--masks", kMasks,    "--list", kRoot / "scored.csv", "--threads",
                              "1"};
    const Arguments score = with(ungrouped, {"--by", "view"});
    EXPECT_THAT(printed_by(score), testing::ContainsRegex("AP +1 +0\\.[01].*\nPA +3 +0\\.9.*\nall +4 "));
    const std::string without = printed_by(with(score, {"--except", kRoot / "except.csv", "--each"}));
    EXPECT_THAT(without, testing::ContainsRegex("^0: 0\\.9"));
    EXPECT_THAT(without, testing::ContainsRegex("PA +2 +0\\.9"));
    fs::remove(kRoot / "images/9.png");
    fs::remove(kRoot / "masks/9.png");
    expect_error<DataError>(with(score, {"--except", kRoot / "absent.csv"}), "absent.csv");
    expect_error<DataError>(with(ungrouped, {"--by", "age"}), "'age'");
}

TEST_F(SegmentCommand, refuses_unusable_options) {
    expect_error<UsageError>({}, "expected 'train', 'apply' or 'score'");
    expect_error<UsageError>({"learn"}, "found 'learn'");
    expect_error<UsageError>({"train", "--images", kImages}, "--masks");
    expect_error<UsageError>(with(kTrain, {"--epochs", "0"}), "--epochs 0: expected");
    for (const auto* size : {"16", "100", "1040"})
        expect_error<UsageError>(with(kTrain, {"--size", size}), fmt::format("--size {}: expected", size));
    for (const auto* channels : {"0", "6", "68"})
        expect_error<UsageError>(with(kTrain, {"--channels", channels}),
                                 fmt::format("--channels {}: expected", channels));
    expect_error<UsageError>(with(kTrain, {"--batch", "0"}), "--batch 0: expected");
    expect_error<UsageError>(with(kTrain, {"--learning-rate", "0"}), "--learning-rate 0: expected");
    expect_error<UsageError>(with(kTrain, {"--held-out", "1"}), "--held-out 1: expected");
    expect_error<UsageError>(with(kTrain, {"--held-out", "-0.1"}), "--held-out -0.1: expected");
    expect_error<UsageError>(with(kTrain, {"--phantoms", "-1"}), "--phantoms -1: expected");
    expect_error<UsageError>(with(kTrain, {"--precision", "fp8"}), "--precision fp8: expected");
    expect_error<UsageError>(with(kTrain, {"--threads", "0"}), "--threads 0: expected");
    expect_error<UsageError>({"train", "--images", kImages, "--masks", kMasks, "--out", kRoot / "no/where"},
                             "--out /tmp");
}

TEST_F(SegmentCommand, refuses_unusable_data) {
    expect_error<DataError>({"train", "--images", kRoot / "absent", "--masks", kMasks, "--out", kModel},
                            "absent");
    expect_error<DataError>({"apply", "--model", kRoot / "absent", "--images", kImages, "--out", kRoot / "o"},
                            "absent");
    fs::create_directories(kRoot / "empty");
    expect_error<DataError>({"apply", "--model", kModel, "--images", kRoot / "empty", "--out", kRoot / "o"},
                            "empty");
    fs::create_directories(kRoot / "broken");
    std::ofstream(kRoot / "broken/x.png") << "no image";
    expect_error<DataError>({"apply", "--model", kModel, "--images", kRoot / "broken", "--out", kRoot / "o"},
                            "x.png");
}

TEST_F(SegmentCommand, explains_itself) {
    EXPECT_THAT(printed_by({"--help"}), testing::HasSubstr("gren segment apply"));
    EXPECT_THAT(printed_by({"train", "--help"}), testing::HasSubstr("--learning-rate"));
    EXPECT_THAT(printed_by({"apply", "--help"}), testing::HasSubstr("--overlays"));
    EXPECT_THAT(printed_by({"score", "--help"}), testing::HasSubstr("--except"));
}

}  // namespace
}  // namespace gren::segment_command_test
