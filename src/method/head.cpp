#include "src/method/head.h"

#include <torch/nn/init.h>

#include <cmath>

namespace gren {
namespace {

constexpr double kLastWeightDeviation = 0.01;  // small, so that the first logits stay near the prior

torch::nn::Conv2d convolution(std::int64_t in, std::int64_t out, std::int64_t kernel) {
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, kernel).padding(kernel / 2));
}

}  // namespace

torch::Tensor resized(const torch::Tensor& x, std::int64_t grid) {
    if (x.size(2) == grid && x.size(3) == grid) return x;
    return torch::upsample_bilinear2d(x, {grid, grid}, /*align_corners=*/false);
}

// −cells·log(1 − (1−φ) π) = 1 for π/(1−π) = (e^(1/cells) − 1) / (1 − φ e^(1/cells)).
double prior_logit(std::int64_t cells, double floor) {
    const double share = 1.0 / static_cast<double>(cells), below = 1 - floor * std::exp(share);
    return below > std::expm1(share) ? std::log(std::expm1(share) / below) : 0;
}

HeadImpl::HeadImpl(const HeadShape& shape)
    : kernel_(shape.variant.head_kernel),
      grid_(shape.grid),
      conv1_(register_module("conv1", convolution(shape.channels, shape.width, kernel_))),
      conv2_(register_module("conv2", convolution(shape.width, shape.classes, 1))) {
    if (shape.variant.head_batch_norm)
        norm_ = register_module("norm", BatchNorm(shape.width, shape.norm, shape.world));
    torch::nn::init::normal_(conv2_->weight, 0, kLastWeightDeviation);
    torch::nn::init::constant_(conv2_->bias, prior_logit(shape.grid * shape.grid, shape.variant.floor));
}

torch::Tensor HeadImpl::hidden(const torch::Tensor& features) {
    if (kernel_ == 1) return conv1_(features);
    return conv1_(features.size(2) > grid_ ? std::get<0>(torch::adaptive_max_pool2d(features, {grid_, grid_}))
                                           : resized(features, grid_));
}

torch::Tensor HeadImpl::forward(const torch::Tensor& features, std::int64_t grid) {
    // Bilinear weights sum to one, so a 1×1 convolution and resizing commute; hidden maps are smaller than F.
    torch::Tensor x = hidden(features);  // [B, hidden, h, w]
    if (norm_) x = norm_(x);
    return conv2_(resized(x, grid).relu_());
}

}  // namespace gren
