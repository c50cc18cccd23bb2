#include "src/network/residual_block.h"

namespace gren {
namespace {

torch::nn::Conv2d conv1x1(std::int64_t in, std::int64_t out, std::int64_t stride = 1) {
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 1).stride(stride).bias(false));
}

torch::nn::Conv2d conv3x3(std::int64_t in, std::int64_t out, std::int64_t stride, std::int64_t dilation) {
    return torch::nn::Conv2d(
        torch::nn::Conv2dOptions(in, out, 3).stride(stride).padding(dilation).dilation(dilation).bias(false));
}

// oneDNN's gradient of a strided 1×1 convolution of fewer channels writes past its memory, with the
// instructions of AVX-512 and from 64² on. There the pixels that it would take are taken before it.
constexpr std::int64_t kFewChannels = 16;

std::int64_t stride_before(const BlockOptions& options) {
    return options.in_channels < kFewChannels ? options.stride : 1;
}

// Null where the block's input can be added as it is.
torch::nn::Sequential shortcut(const BlockOptions& options, std::int64_t out_channels) {
    if (options.stride == 1 && options.in_channels == out_channels) return nullptr;
    return torch::nn::Sequential(
        conv1x1(options.in_channels, out_channels, options.stride / stride_before(options)),
        BatchNorm(out_channels, options.norm, options.world));
}

torch::Tensor every(std::int64_t stride, const torch::Tensor& x) {
    if (stride == 1) return x;
    return x.slice(2, 0, x.size(2), stride).slice(3, 0, x.size(3), stride);
}

torch::Tensor add_shortcut(torch::Tensor residual, const torch::Tensor& x, torch::nn::Sequential& downsample,
                           std::int64_t stride_before) {
    residual += downsample ? downsample->forward(every(stride_before, x)) : x;
    return residual.relu_();
}

}  // namespace

BasicBlockImpl::BasicBlockImpl(const BlockOptions& options) : stride_before_(stride_before(options)) {
    const std::int64_t width = options.width;
    conv1_ =
        register_module("conv1", conv3x3(options.in_channels, width, options.stride, options.first_dilation));
    bn1_ = register_module("bn1", BatchNorm(width, options.norm, options.world));
    conv2_ = register_module("conv2", conv3x3(width, width, 1, options.dilation));
    bn2_ = register_module("bn2", BatchNorm(width, options.norm, options.world));
    downsample_ = shortcut(options, width * kExpansion);
    if (downsample_) register_module("downsample", downsample_);
}

torch::Tensor BasicBlockImpl::forward(const torch::Tensor& x) {
    torch::Tensor y = bn1_(conv1_(x)).relu_();
    return add_shortcut(bn2_(conv2_(y)), x, downsample_, stride_before_);
}

BottleneckImpl::BottleneckImpl(const BlockOptions& options) : stride_before_(stride_before(options)) {
    const std::int64_t width = options.width;
    conv1_ = register_module("conv1", conv1x1(options.in_channels, width));
    bn1_ = register_module("bn1", BatchNorm(width, options.norm, options.world));
    conv2_ = register_module("conv2", conv3x3(width, width, options.stride, options.first_dilation));
    bn2_ = register_module("bn2", BatchNorm(width, options.norm, options.world));
    conv3_ = register_module("conv3", conv1x1(width, width * kExpansion));
    bn3_ = register_module("bn3", BatchNorm(width * kExpansion, options.norm, options.world));
    downsample_ = shortcut(options, width * kExpansion);
    if (downsample_) register_module("downsample", downsample_);
}

torch::Tensor BottleneckImpl::forward(const torch::Tensor& x) {
    torch::Tensor y = bn1_(conv1_(x)).relu_();
    y = bn2_(conv2_(y)).relu_();
    return add_shortcut(bn3_(conv3_(y)), x, downsample_, stride_before_);
}

}  // namespace gren
