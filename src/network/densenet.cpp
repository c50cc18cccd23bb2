#include "src/network/densenet.h"

#include <fmt/format.h>
#include <torch/nn/init.h>

#include <filesystem>
#include <stdexcept>

#include "src/network/dense_stage.h"
#include "src/network/stem.h"

namespace gren {
namespace {

constexpr std::array<int, 4> kLayers{6, 12, 24, 16};

std::shared_ptr<torch::nn::Module> folder(torch::nn::Module& parent, const std::string& name) {
    return parent.register_module(name, std::make_shared<torch::nn::Module>());
}

BatchNorm norm_like(const DenseLayerOptions& layer) {
    return BatchNorm(layer.in_channels, layer.norm, layer.world);
}

// `next` is the layer to come; after the block it is the one that would follow.
std::vector<DenseLayer> dense_block(torch::nn::Module& block, int layers, DenseLayerOptions& next) {
    std::vector<DenseLayer> all;
    for (int i = 1; i <= layers; ++i, next.in_channels += next.growth)
        all.push_back(block.register_module(fmt::format("denselayer{}", i), DenseLayer(next)));
    return all;
}

torch::nn::Conv2d halving_convolution(std::int64_t channels) {
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(channels, channels / 2, 1).bias(false));
}

}  // namespace

DenseNet::DenseNet(const BackboneOptions& options) {
    if (options.width % 2 != 0)
        throw std::invalid_argument(fmt::format(
            "a width of {} is not offered with depth 121; choose an even one, half of which a layer adds",
            options.width));
    const auto features = folder(*this, "features");
    DenseLayerOptions next{.in_channels = options.width,
                           .growth = options.width / 2,
                           .norm = options.norm,
                           .world = options.world};
    const auto conv0 = features->register_module("conv0", stem_convolution(options.width));
    parts_.push_back(stem_of(conv0, features->register_module("norm0", norm_like(next))));

    std::int64_t stride = 4;
    DenseReduction before;  // the stage to come
    for (std::size_t i = 1; i <= kLayers.size(); ++i) {
        DenseStage stage{.reduction = before};
        const auto block = folder(*features, fmt::format("denseblock{}", i));
        stage.layers = dense_block(*block, kLayers.at(i - 1), next);
        if (i == kLayers.size()) {
            stage.norm = features->register_module("norm5", norm_like(next));
        } else {
            const auto transition = folder(*features, fmt::format("transition{}", i));
            stage.norm = transition->register_module("norm", norm_like(next));
            before.convolution = transition->register_module("conv", halving_convolution(next.in_channels));
            before.strided = 2 * stride <= options.output_stride;
            before.distance = next.dilation;
            next.in_channels /= 2;
            (before.strided ? stride : next.dilation) *= 2;
        }
        parts_.push_back(part_of(stage));
    }

    for (const auto& module : modules(/*include_self=*/false))
        if (const auto* convolution = module->as<torch::nn::Conv2d>())
            torch::nn::init::kaiming_normal_(convolution->weight, 0, torch::kFanIn, torch::kReLU);
}

}  // namespace gren
