#include "src/segmenter/segmenter_training.h"

#include <gtest/gtest.h>
#include <torch/optim/adam.h>

#include <cmath>
#include <cstdint>

#include "tests/support/ellipse_lungs.h"

namespace gren::segmenter_training_test {
namespace {

std::vector<LungPair> ellipse_pairs(int count, std::uint64_t seed) {
    std::vector<LungPair> pairs;
    for (int i = 0; i < count; ++i) {
        const EllipseLungs lungs = ellipse_lungs({48, 48}, seed + static_cast<std::uint64_t>(i));
        pairs.push_back({lungs.image, lungs.both()});
    }
    return pairs;
}

const SegmenterTraining kTiny{
    .epochs = 40, .size = 48, .channels = 4, .batch = 2, .learning_rate = 0.01, .seed = 1};

// The formula as a loop: mean over pixels of the cross entropy, mean over images of 1 − Dice.
TEST(SegmentationLoss, equals_a_naive_loop) {
    torch::manual_seed(1);
    const torch::Tensor logits = torch::randn({2, 1, 3, 5}),
                        mask = torch::rand({2, 1, 3, 5}).gt(0.6).to(torch::kFloat32);
    double expected = 0;
    for (int image = 0; image < 2; ++image) {
        double overlap = 0, areas = 0;
        for (int pixel = 0; pixel < 15; ++pixel) {
            const double p = 1 / (1 + std::exp(-logits[image].flatten()[pixel].item<double>()));
            const double m = mask[image].flatten()[pixel].item<double>();
            expected -= (m > 0 ? std::log(p) : std::log(1 - p)) / 30;
            overlap += p * m;
            areas += p + m;
        }
        expected += (1 - (2 * overlap + 1) / (areas + 1)) / 2;
    }
    EXPECT_NEAR(segmentation_loss(logits, mask).item<double>(), expected, 1e-5);
}

TEST(SegmenterTraining, learns_ellipses) {
    const auto pairs = ellipse_pairs(4, 10), unseen = ellipse_pairs(3, 100);
    std::vector<SegmenterEpoch> epochs;
    LungUNet unet =
        train_lung_unet(pairs, unseen, kTiny, [&](const SegmenterEpoch& epoch) { epochs.push_back(epoch); });
    ASSERT_EQ(epochs.size(), 40U);
    EXPECT_EQ(epochs.back().epoch, 40);
    EXPECT_LT(epochs[1].loss, epochs[0].loss);
    EXPECT_LT(epochs.back().loss, 0.5 * epochs.front().loss);
    EXPECT_GT(mean_dice(unet, pairs), 0.9);
    EXPECT_GT(epochs.back().held_out_dice, 0.9);
}

TEST(SegmenterTraining, one_step_lowers_the_loss) {
    torch::manual_seed(2);
    UNet net(4);
    torch::optim::Adam adam(net->parameters(), 0.003);
    const LungPair pair = ellipse_pairs(1, 3)[0];
    const torch::Tensor input = lung_unet_input(pair.image);
    const torch::Tensor mask =
        torch::from_blob(pair.mask.data, {1, 1, 48, 48}, torch::kUInt8).gt(0).to(torch::kFloat32);
    const torch::Tensor before = segmentation_loss(net(input), mask);
    before.backward();
    adam.step();
    EXPECT_LT(segmentation_loss(net(input), mask).item<double>(), before.item<double>());
}

TEST(SegmenterTraining, repeats_itself_with_the_same_seed) {
    SegmenterTraining settings = kTiny;
    settings.epochs = 1;
    const auto pairs = ellipse_pairs(3, 10);
    const auto weights = [&] {
        LungUNet unet = train_lung_unet(pairs, {}, settings, [](const SegmenterEpoch& epoch) {
            EXPECT_TRUE(std::isnan(epoch.held_out_dice));
        });
        std::vector<torch::Tensor> flat;
        for (const auto& parameter : unet.net->parameters()) flat.push_back(parameter.detach().flatten());
        return torch::cat(flat);
    };
    const torch::Tensor first = weights();
    EXPECT_TRUE(torch::equal(first, weights()));
    settings.seed = 2;
    EXPECT_FALSE(torch::equal(first, weights()));
}

// A network that sees lung everywhere: Dice of a mask of area a is 2a / (a + 1).
TEST(MeanDice, of_everything_is_known_from_the_area) {
    LungUNet unet(4, 48);
    {
        const torch::NoGradGuard no_grad;
        for (const auto& parameter : unet.net->named_parameters()) {
            if (parameter.key() == "output.weight") parameter.value().zero_();
            if (parameter.key() == "output.bias") parameter.value().fill_(1);
        }
    }
    cv::Mat1b quarter(48, 48, std::uint8_t{0}), half = quarter.clone();
    quarter.rowRange(0, 12).setTo(255);
    half.rowRange(0, 24).setTo(255);
    const cv::Mat1b image(48, 48, std::uint8_t{9});
    EXPECT_NEAR(mean_dice(unet, {{image, quarter}, {image, half}}), (0.4 + 2.0 / 3) / 2, 1e-6);
}

}  // namespace
}  // namespace gren::segmenter_training_test
