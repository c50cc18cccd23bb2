#include "dataio/lung_network/unet.h"

#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/normalization.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "dataio/lung_network/upsampled_convolution.h"

namespace gren {
namespace {

namespace nn = torch::nn;

constexpr int kLevels = 5;

nn::Sequential two_convolutions(std::int64_t in, std::int64_t out) {
    const auto convolution = [](std::int64_t from, std::int64_t to) {
        return nn::Conv2d(nn::Conv2dOptions(from, to, 3).padding(1).bias(false));
    };
    const auto in_place = nn::ReLUOptions(true);
    return nn::Sequential(convolution(in, out), nn::GroupNorm(4, out), nn::ReLU(in_place),  //
                          convolution(out, out), nn::GroupNorm(4, out), nn::ReLU(in_place));
}

torch::Tensor run(nn::ModuleList& levels, std::size_t level, const torch::Tensor& x) {
    return levels[level]->as<nn::Sequential>()->forward(x);
}

// What `layers` make of the skip and, below it, the enlarged x.
torch::Tensor with_skip(nn::SequentialImpl& layers, const torch::Tensor& skip, const torch::Tensor& x) {
    const auto size = skip.sizes().slice(2);
    if (torch::GradMode::is_enabled())
        return layers.forward(
            torch::cat({skip, torch::upsample_bilinear2d(x, size, /*align_corners=*/false)}, 1));

    const torch::Tensor kernel = layers[0]->as<nn::Conv2d>()->weight;
    torch::Tensor y = torch::conv2d(skip, kernel.narrow(1, 0, skip.size(1)), {}, 1, 1)
                          .contiguous(at::MemoryFormat::ChannelsLast);
    add_upsampled_convolution(y, x, kernel.narrow(1, skip.size(1), x.size(1)));
    for (auto layer = layers.begin() + 1; layer != layers.end(); ++layer) y = layer->forward(y);
    return y;
}

}  // namespace

UNetImpl::UNetImpl(std::int64_t channels) {
    const auto width = [channels](int level) { return channels << std::min(level, 2); };
    for (int level = 0; level < kLevels; ++level) {
        down_->push_back(two_convolutions(level == 0 ? 1 : width(level - 1), width(level)));
        if (level + 1 < kLevels)
            up_->push_back(two_convolutions(width(level) + width(level + 1), width(level)));
    }
    register_module("down", down_);
    register_module("up", up_);
    output_ = register_module("output", nn::Conv2d(nn::Conv2dOptions(channels, 1, 1)));
    // Activations follow the kernels' layout; a CPU is half as fast again in this one.
    for (auto& parameter : parameters())
        if (parameter.dim() == 4)
            parameter.set_data(parameter.detach().contiguous(at::MemoryFormat::ChannelsLast));
}

torch::Tensor UNetImpl::forward(const torch::Tensor& image) {
    std::vector<torch::Tensor> features;  // by level: [B, C, H / 2^level, W / 2^level]
    for (std::size_t level = 0; level < kLevels; ++level)
        features.push_back(run(down_, level, level == 0 ? image : torch::max_pool2d(features.back(), 2)));

    torch::Tensor x = features.back();
    for (std::size_t level = kLevels - 1; level-- > 0;)
        x = with_skip(*up_[level]->as<nn::Sequential>(), features[level], x);
    return output_(x);
}

}  // namespace gren
