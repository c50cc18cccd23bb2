#include "src/method/head.h"

#include <torch/nn/init.h>

#include <cmath>

namespace gren {
namespace {

constexpr double kLastWeightDeviation = 0.01;  // small, so that the first logits stay near the prior

// −cells·log(1−π) = 1 for π/(1−π) = e^(1/cells) − 1, and the bias is the log of that ratio.
double prior_logit(std::int64_t cells) {
    return std::log(std::expm1(1.0 / static_cast<double>(cells)));
}

torch::nn::Conv2d conv1x1(std::int64_t in, std::int64_t out) {
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 1));
}

}  // namespace

HeadImpl::HeadImpl(std::int64_t channels, std::int64_t hidden, std::int64_t classes, std::int64_t cells)
    : conv1_(register_module("conv1", conv1x1(channels, hidden))),
      conv2_(register_module("conv2", conv1x1(hidden, classes))) {
    torch::nn::init::normal_(conv2_->weight, 0, kLastWeightDeviation);
    torch::nn::init::constant_(conv2_->bias, prior_logit(cells));
}

torch::Tensor HeadImpl::forward(const torch::Tensor& features, std::int64_t grid) {
    // Bilinear weights sum to one, so a 1×1 convolution and resizing commute; hidden maps are smaller than F.
    torch::Tensor x = conv1_(features);  // [B, hidden, h, w]
    if (x.size(2) != grid || x.size(3) != grid)
        x = torch::upsample_bilinear2d(x, {grid, grid}, /*align_corners=*/false);
    return conv2_(x.relu_());
}

}  // namespace gren
