#include "src/network/dense_layer.h"

namespace gren {
namespace {

constexpr std::int64_t kBottleneck = 4;  // channels between the convolutions, times the growth

}  // namespace

torch::Tensor concatenated(const std::vector<torch::Tensor>& maps) {
    return maps.size() == 1 ? maps.front() : torch::cat(maps, 1);
}

DenseLayerImpl::DenseLayerImpl(const DenseLayerOptions& options) {
    const std::int64_t between = kBottleneck * options.growth;
    norm1_ = register_module("norm1", BatchNorm(options.in_channels, options.norm, options.world));
    conv1_ = register_module(
        "conv1", torch::nn::Conv2d(torch::nn::Conv2dOptions(options.in_channels, between, 1).bias(false)));
    norm2_ = register_module("norm2", BatchNorm(between, options.norm, options.world));
    conv2_ = register_module("conv2", torch::nn::Conv2d(torch::nn::Conv2dOptions(between, options.growth, 3)
                                                            .padding(options.dilation)
                                                            .dilation(options.dilation)
                                                            .bias(false)));
}

torch::Tensor DenseLayerImpl::forward(const std::vector<torch::Tensor>& before) {
    const auto between = conv1_(norm1_(concatenated(before)).relu_());
    return conv2_(norm2_(between).relu_());
}

}  // namespace gren
