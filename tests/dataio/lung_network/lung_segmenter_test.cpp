#include "dataio/lung_network/lung_segmenter.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "dataio/data_error.h"
#include "dataio/lung_network/lung_unet.h"
#include "dataio/sample.h"

namespace gren::lung_segmenter_test {
namespace {

TEST(TwoSolidComponents, fills_holes_and_drops_the_third) {
    cv::Mat1b mask(40, 60, std::uint8_t{0}), expected = mask.clone();
    const cv::Rect ring(3, 5, 20, 30), block(35, 4, 16, 25), speck(55, 35, 2, 2);
    for (const cv::Rect& lung : {ring, block}) expected(lung).setTo(255);
    for (const cv::Rect& part : {ring, block, speck}) mask(part).setTo(1);
    mask(cv::Rect(8, 10, 6, 7)).setTo(0);
    EXPECT_EQ(cv::countNonZero(two_solid_components(mask) != expected), 0);
}

TEST(TwoSolidComponents, leaves_nothing_where_nothing_is) {
    EXPECT_EQ(cv::countNonZero(two_solid_components(cv::Mat1b(9, 7, std::uint8_t{0}))), 0);
}

std::filesystem::path written(const LungUNet& unet) {
    const auto file = std::filesystem::path(testing::TempDir()) / "segmenter_test.safetensors";
    write_lung_unet(file, unet, {});
    return file;
}

// A network that calls everything lung finds the same in the mirror image; left and right are the halves.
TEST(SegmentedLungs, keeps_what_the_mirror_image_confirms) {
    LungUNet unet(4, 32);
    const auto parameters = unet.net->named_parameters();
    torch::NoGradGuard no_grad;
    parameters["output.weight"].zero_();
    parameters["output.bias"].fill_(1);
    const cv::Mat1b lungs =
        make_segmented_lungs(written(unet))->lungs("any", cv::Mat1b(40, 60, std::uint8_t{9}));
    EXPECT_EQ(cv::countNonZero(lungs.colRange(0, 30) != kRightLung), 0);
    EXPECT_EQ(cv::countNonZero(lungs.colRange(30, 60) != kLeftLung), 0);
}

// An untrained network answers at random, hence otherwise to the mirror image.
TEST(SegmentedLungs, drops_what_the_mirror_image_contradicts) {
    torch::manual_seed(1);
    LungUNet unet(4, 32);
    cv::Mat1b image(32, 32);
    cv::RNG(1).fill(image, cv::RNG::UNIFORM, 0, 256);
    cv::Mat1b mirrored;
    cv::flip(image, mirrored, 1);
    {
        const torch::NoGradGuard no_grad;
        unet.net->named_parameters()["output.bias"] -= unet.net(lung_unet_input(image)).median();
        int seen = 0, seen_mirrored = 0, both = 0;
        const torch::Tensor straight = unet.net(lung_unet_input(image))[0][0];
        const torch::Tensor turned = unet.net(lung_unet_input(mirrored))[0][0];
        for (int y = 0; y < 32; ++y)
            for (int x = 0; x < 32; ++x) {
                const bool a = straight[y][x].item<float>() > 0, b = turned[y][31 - x].item<float>() > 0;
                seen += a, seen_mirrored += b, both += a && b;
            }
        ASSERT_GT(seen, 0);
        ASSERT_LT(2.0 * both, 0.9 * (seen + seen_mirrored));
    }
    EXPECT_EQ(cv::countNonZero(make_segmented_lungs(written(unet))->lungs("any", image)), 0);
}

// A network that calls bright pixels lung, three columns too far to the right: in the mirror image it is
// three too far to the left. `contrast` is how sure it is: logits are 0.9 times as large, either way.
LungUNet shifting_network(float contrast) {
    LungUNet unet(4, 64);
    const torch::NoGradGuard no_grad;
    auto parameters = unet.net->named_parameters();
    for (auto& parameter : parameters)
        if (parameter.value().dim() == 4) parameter.value().zero_();
    parameters["down.0.0.weight"][0][0][1][1] = 1;
    for (const char* convolution : {"down.0.3.weight", "up.0.0.weight", "up.0.3.weight"})
        parameters[convolution][0][0][1][0] = 1;
    parameters["output.weight"][0][0] = contrast;
    parameters["output.bias"].fill_(-0.9F * contrast);
    return unet;
}

cv::Mat1b bright(const std::vector<cv::Rect>& places) {
    cv::Mat1b film(64, 64, std::uint8_t{20});
    for (const cv::Rect& place : places) film(place).setTo(200);
    return film;
}

const cv::Rect kViewersLeft(8, 15, 14, 34), kViewersRight(40, 15, 14, 34);

TEST(SegmentedLungs, believes_a_network_that_is_sure_without_the_mirror_image) {
    cv::Mat1b expected(64, 64, std::uint8_t{0});
    expected(kViewersLeft + cv::Point(3, 0)).setTo(kRightLung);
    expected(kViewersRight + cv::Point(3, 0)).setTo(kLeftLung);
    const cv::Mat1b lungs = make_segmented_lungs(written(shifting_network(10)))
                                ->lungs("any", bright({kViewersLeft, kViewersRight}));
    EXPECT_EQ(cv::countNonZero(lungs != expected), 0);
}

TEST(SegmentedLungs, asks_the_mirror_image_where_the_network_is_unsure) {
    const cv::Mat1b lungs = make_segmented_lungs(written(shifting_network(1)))
                                ->lungs("any", bright({kViewersLeft, kViewersRight}));
    EXPECT_EQ(cv::countNonZero(lungs), 0);
}

TEST(SegmentedLungs, asks_the_mirror_image_where_the_network_is_sure_of_what_cannot_be) {
    const cv::Mat1b lungs =
        make_segmented_lungs(written(shifting_network(10)))->lungs("any", bright({kViewersLeft}));
    EXPECT_EQ(cv::countNonZero(lungs), 0);
}

TEST(SegmentedLungs, masks_have_the_size_of_the_image_and_name_their_source) {
    const auto file = std::filesystem::path(testing::TempDir()) / "untrained.safetensors";
    write_lung_unet(file, LungUNet(4, 32), {});
    const auto segmenter = make_segmented_lungs(file);
    EXPECT_EQ(segmenter->provenance(), "unet:untrained.safetensors");
    for (const cv::Size size : {cv::Size(31, 77), cv::Size(200, 128)})
        EXPECT_EQ(segmenter->lungs("any", cv::Mat1b(size, std::uint8_t{90})).size(), size);
    EXPECT_THROW(make_segmented_lungs("absent.safetensors"), DataError);
}

}  // namespace
}  // namespace gren::lung_segmenter_test
