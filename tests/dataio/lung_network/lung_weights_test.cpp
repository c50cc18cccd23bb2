// The weights that ship, on phantoms that they were not trained on.
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "dataio/lung_network/lung_segmenter.h"
#include "dataio/phantom/phantom_cohort.h"
#include "dataio/sample.h"

namespace gren::lung_weights_test {
namespace {

constexpr std::uint64_t kUnseenSeed = 2024;
constexpr double kLeastDice = 0.9;  // of each lung, the part behind the heart included

double dice(const cv::Mat1b& a, const cv::Mat1b& b) {
    return 2.0 * cv::countNonZero(a & b) / (cv::countNonZero(a) + cv::countNonZero(b));
}

std::vector<phantom::PhantomRadiograph> phantoms() {
    std::vector<phantom::PhantomRadiograph> drawn;
    for (const phantom::PhantomCase& phantom :
         phantom::phantom_cohort({.images = 8, .patients = 8, .seed = kUnseenSeed}))
        drawn.push_back(phantom::draw_radiograph(phantom, 256, kUnseenSeed));
    return drawn;
}

void expect_the_lungs(const cv::Mat1b& found, const cv::Mat1b& drawn) {
    EXPECT_EQ(implausible_lungs(found), std::nullopt);
    EXPECT_GT(dice(cv::Mat1b(found == kLeftLung), cv::Mat1b(drawn == kLeftLung)), kLeastDice);
    EXPECT_GT(dice(cv::Mat1b(found == kRightLung), cv::Mat1b(drawn == kRightLung)), kLeastDice);
}

TEST(LungWeights, are_small) {
    EXPECT_LE(std::filesystem::file_size(GREN_LUNG_WEIGHTS), 8'000'000U);
}

TEST(LungWeights, find_left_and_right_lung_of_phantoms) {
    const auto segmenter = make_segmented_lungs(GREN_LUNG_WEIGHTS);
    for (const phantom::PhantomRadiograph& phantom : phantoms())
        expect_the_lungs(segmenter->lungs("phantom", phantom.grey), phantom.whole_lungs);
}

TEST(LungWeights, tell_left_from_right_on_films_that_lie_on_their_side) {
    const auto segmenter = make_segmented_lungs(GREN_LUNG_WEIGHTS);
    for (const phantom::PhantomRadiograph& phantom : phantoms())
        for (const int turn : {cv::ROTATE_90_CLOCKWISE, cv::ROTATE_90_COUNTERCLOCKWISE}) {
            cv::Mat1b film, drawn;
            cv::rotate(phantom.grey, film, turn);
            cv::rotate(phantom.whole_lungs, drawn, turn);
            expect_the_lungs(segmenter->lungs("phantom", film), drawn);
        }
}

}  // namespace
}  // namespace gren::lung_weights_test
