#include "src/segmenter/lung_pairs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <functional>
#include <opencv2/imgcodecs.hpp>
#include <set>

#include "dataio/data_error.h"

namespace gren::lung_pairs_test {
namespace {

namespace fs = std::filesystem;

class LungPairs : public testing::Test {
  protected:
    void SetUp() override {
        fs::remove_all(root_);
        fs::create_directories(root_ / "images");
        fs::create_directories(root_ / "masks");
        for (const char* name : {"a.png", "b.jpg", "c.png"}) write(root_ / "images" / name, {40, 30}, 90);
        for (const char* name : {"b.png", "c.png", "d.png"}) write(root_ / "masks" / name, {20, 15}, 1);
    }

    static void write(const fs::path& file, cv::Size size, int grey) {
        cv::imwrite(file.string(), cv::Mat1b(size, static_cast<std::uint8_t>(grey)));
    }

    fs::path list(const std::string& text) const {
        std::ofstream(root_ / "list.csv") << text;
        return root_ / "list.csv";
    }

    std::vector<LungPairFiles> found(const std::optional<fs::path>& file = {}) const {
        return find_lung_pairs(root_ / "images", root_ / "masks", file);
    }

    void expect_error(const std::function<void()>& action, const std::string& words) const {
        try {
            action();
            FAIL() << "no error, expected: " << words;
        } catch (const DataError& error) {
            EXPECT_THAT(error.what(), testing::HasSubstr(words));
        }
    }

    const fs::path root_ = fs::path(testing::TempDir()) / "gren_lung_pairs";
};

TEST_F(LungPairs, match_by_stem) {
    const auto pairs = found();
    ASSERT_EQ(pairs.size(), 2U);
    EXPECT_EQ(pairs[0].image.filename(), "b.jpg");
    EXPECT_EQ(pairs[0].mask.filename(), "b.png");
    EXPECT_EQ(pairs[1].name, "c");
}

TEST_F(LungPairs, take_patients_from_the_list) {
    const auto pairs = found(list("view,name,patient\r\nPA,c,p7\r\n"));
    ASSERT_EQ(pairs.size(), 1U);
    EXPECT_EQ(pairs[0].name, "c");
    EXPECT_EQ(pairs[0].patient, "p7");
}

TEST_F(LungPairs, refuse_unusable_folders_and_lists) {
    expect_error([&] { find_lung_pairs(root_ / "nowhere", root_ / "masks", {}); }, "nowhere");
    expect_error([&] { found(root_ / "nowhere.csv"); }, "nowhere.csv");
    expect_error([&] { found(list("")); }, "is empty");
    expect_error([&] { found(list("name,age\nc,7\n")); }, "'patient'");
    expect_error([&] { found(list("name,patient\nc\n")); }, "list.csv:2");
    expect_error([&] { found(list("name,patient\na,1\n")); }, "names 'a'");
    fs::remove(root_ / "masks/b.png");
    fs::remove(root_ / "masks/c.png");
    expect_error([&] { found(); }, "no image and mask of the same stem");
}

TEST_F(LungPairs, are_read_as_squares_of_grey_and_mask) {
    cv::Mat1b mask(15, 20, std::uint8_t{0});
    mask.colRange(0, 10).setTo(2);
    cv::imwrite((root_ / "masks/c.png").string(), mask);
    const LungPair pair = read_lung_pair(found()[1], 16);
    EXPECT_EQ(pair.image.size(), cv::Size(16, 16));
    EXPECT_EQ(pair.image(5, 5), 90);
    cv::Mat1b expected(16, 16, std::uint8_t{0});
    expected.colRange(0, 8).setTo(255);
    EXPECT_EQ(cv::countNonZero(pair.mask != expected), 0);
}

TEST_F(LungPairs, refuse_unusable_masks) {
    write(root_ / "masks/c.png", {20, 20}, 1);
    expect_error([&] { read_lung_pair(found()[1], 16); }, "20×20 pixels, but its image has 40×30");
    write(root_ / "masks/c.png", {40, 30}, 0);
    expect_error([&] { read_lung_pair(found()[1], 16); }, "no lung in it");
    std::ofstream(root_ / "masks/c.png") << "no image";
    expect_error([&] { read_lung_pair(found()[1], 16); }, "c.png");
}

TEST(HoldOutPatients, keeps_a_patient_on_one_side) {
    std::vector<LungPairFiles> pairs;
    for (int i = 0; i < 60; ++i) pairs.push_back({std::to_string(i), std::to_string(i % 20), {}, {}});
    const LungPairSplit split = hold_out_patients(pairs, 0.25, 7);
    std::set<std::string> training, held_out;
    for (const auto& pair : split.training) training.insert(pair.patient);
    for (const auto& pair : split.held_out) held_out.insert(pair.patient);
    EXPECT_EQ(training.size(), 15U);
    EXPECT_EQ(held_out.size(), 5U);
    EXPECT_EQ(split.training.size() + split.held_out.size(), 60U);
    for (const std::string& patient : held_out) EXPECT_FALSE(training.contains(patient));

    const auto names = [](const std::vector<LungPairFiles>& side) {
        std::vector<std::string> result;
        for (const auto& pair : side) result.push_back(pair.name);
        return result;
    };
    EXPECT_EQ(names(hold_out_patients(pairs, 0.25, 7).held_out), names(split.held_out));
    EXPECT_NE(names(hold_out_patients(pairs, 0.25, 8).held_out), names(split.held_out));
    EXPECT_TRUE(hold_out_patients(pairs, 0, 7).held_out.empty());
}

}  // namespace
}  // namespace gren::lung_pairs_test
