#include "src/segmenter/segmenter_training.h"

#include <torch/optim/adam.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "src/network/autocast.h"
#include "src/segmenter/lung_augmentation.h"

namespace gren {
namespace {

// [S, S] 0 or 255 -> [1, 1, S, S] float32, 0 or 1
torch::Tensor mask_tensor(const cv::Mat1b& mask) {
    return torch::from_blob(mask.data, {1, 1, mask.rows, mask.cols}, torch::kUInt8).gt(0).to(torch::kFloat32);
}

struct Batch {
    torch::Tensor images, masks;  // [B, 1, S, S] float32
};

Batch augmented_batch(const std::vector<LungPair>& pairs, const std::vector<int>& order, std::size_t begin,
                      std::size_t end, cv::RNG& random) {
    std::vector<torch::Tensor> images, masks;
    for (std::size_t i = begin; i < end; ++i) {
        const LungPair pair = augmented(pairs[static_cast<std::size_t>(order[i])], random);
        images.push_back(lung_unet_input(pair.image));
        masks.push_back(mask_tensor(pair.mask));
    }
    return {torch::cat(images), torch::cat(masks)};
}

torch::Tensor logits(UNet& net, const torch::Tensor& images, bool bfloat16) {
    const Bfloat16Autocast autocast(bfloat16, at::kCPU);
    return net(images).to(torch::kFloat32);
}

}  // namespace

LungUNet train_lung_unet(const std::vector<LungPair>& training, const std::vector<LungPair>& held_out,
                         const SegmenterTraining& settings,
                         const std::function<void(const SegmenterEpoch&)>& report) {
    torch::manual_seed(settings.seed);
    cv::RNG random(settings.seed);
    LungUNet unet(settings.channels, settings.size);
    torch::optim::Adam adam(unet.net->parameters(), settings.learning_rate);

    std::vector<int> order(training.size());
    std::iota(order.begin(), order.end(), 0);
    const std::size_t batch_size = static_cast<std::size_t>(settings.batch);
    const std::size_t steps = (order.size() + batch_size - 1) / batch_size;  // an epoch

    for (int epoch = 0; epoch < settings.epochs; ++epoch) {
        cv::randShuffle(order, 1, &random);
        double loss_sum = 0;
        for (std::size_t step = 0; step < steps; ++step) {
            const double progress =
                (epoch + static_cast<double>(step) / static_cast<double>(steps)) / settings.epochs;
            adam.param_groups()[0].options().set_lr(settings.learning_rate *
                                                    (1 + std::cos(std::numbers::pi * progress)) / 2);

            const std::size_t begin = step * batch_size, end = std::min(begin + batch_size, order.size());
            const Batch batch = augmented_batch(training, order, begin, end, random);
            const torch::Tensor loss =
                segmentation_loss(logits(unet.net, batch.images, settings.bfloat16), batch.masks);
            adam.zero_grad();
            loss.backward();
            adam.step();
            loss_sum += loss.item<double>();
        }
        report({epoch + 1, loss_sum / static_cast<double>(steps), mean_dice(unet, held_out)});
    }
    return unet;
}

torch::Tensor segmentation_loss(const torch::Tensor& logits, const torch::Tensor& mask) {
    const torch::Tensor probability = logits.sigmoid();
    const torch::Tensor overlap = (probability * mask).sum({1, 2, 3});             // [B]
    const torch::Tensor areas = probability.sum({1, 2, 3}) + mask.sum({1, 2, 3});  // [B]
    const torch::Tensor dice = (2 * overlap + 1) / (areas + 1);  // +1: defined without any lung
    return torch::binary_cross_entropy_with_logits(logits, mask) + (1 - dice).mean();
}

double mean_dice(LungUNet& unet, const std::vector<LungPair>& pairs) {
    const torch::NoGradGuard no_grad;
    double sum = 0;
    for (const LungPair& pair : pairs) {
        const torch::Tensor found = unet.net(lung_unet_input(pair.image)).gt(0).to(torch::kFloat32);
        const torch::Tensor truth = mask_tensor(pair.mask);
        sum += 2 * (found * truth).sum().item<double>() / (found.sum() + truth.sum()).item<double>();
    }
    return sum / static_cast<double>(pairs.size());
}

}  // namespace gren
