#include "dataio/lung_network/unet.h"

#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/normalization.h>

#include <algorithm>
#include <vector>

namespace gren {
namespace {

namespace nn = torch::nn;

constexpr int kLevels = 5;

nn::Sequential two_convolutions(std::int64_t in, std::int64_t out) {
    const auto convolution = [](std::int64_t from, std::int64_t to) {
        return nn::Conv2d(nn::Conv2dOptions(from, to, 3).padding(1).bias(false));
    };
    return nn::Sequential(convolution(in, out), nn::GroupNorm(4, out), nn::ReLU(),  //
                          convolution(out, out), nn::GroupNorm(4, out), nn::ReLU());
}

torch::Tensor run(nn::ModuleList& levels, std::size_t level, const torch::Tensor& x) {
    return levels[level]->as<nn::Sequential>()->forward(x);
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
    for (std::size_t level = kLevels - 1; level-- > 0;) {
        const torch::Tensor& skip = features[level];
        x = torch::upsample_bilinear2d(x, {skip.size(2), skip.size(3)}, /*align_corners=*/false);
        x = run(up_, level, torch::cat({skip, x}, 1));
    }
    return output_(x);
}

}  // namespace gren
