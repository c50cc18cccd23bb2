#include "src/resnet.h"

#include <fmt/format.h>
#include <torch/nn/init.h>

#include <array>
#include <stdexcept>

#include "src/recompute.h"
#include "src/residual_block.h"

namespace gren {
namespace {

// `next` is the block to come; after the stage it is the one that would follow it at this width.
template <typename Block>
torch::nn::Sequential stage(BlockOptions& next, std::int64_t blocks) {
    torch::nn::Sequential sequence;
    for (std::int64_t i = 0; i < blocks; ++i) {
        sequence->push_back(Block(next));
        next.in_channels = next.width * Block::ContainedType::kExpansion;
        next.stride = 1;
        next.first_dilation = next.dilation;
    }
    return sequence;
}

// A dilated stage keeps the resolution: its strided 3×3 takes no stride and the dilation that reached it, all
// 3×3 after it twice that. So the strided network's output is every second value of the dilated one's,
// whatever the weights. (torchvision's rule, which it has for bottlenecks only; basic blocks here follow the
// same one.)
template <typename Block>
std::array<torch::nn::Sequential, 4> stages(const std::array<std::int64_t, 4>& blocks,
                                            const ResNetOptions& options) {
    std::array<torch::nn::Sequential, 4> all{nullptr, nullptr, nullptr, nullptr};
    BlockOptions next;
    next.in_channels = next.width = options.width;
    next.norm = options.norm;
    next.world = options.world;
    for (std::int64_t i = 0, reached_stride = 4; i < 4; ++i) {
        const std::int64_t stride = i == 0 ? 1 : 2;
        if (reached_stride * stride <= options.output_stride) {
            next.stride = stride;
            reached_stride *= stride;
        } else {
            next.dilation *= stride;
        }
        const auto index = static_cast<std::size_t>(i);
        all[index] = stage<Block>(next, blocks[index]);
        next.width *= 2;
    }
    return all;
}

}  // namespace

ResNetImpl::ResNetImpl(const ResNetOptions& options) {
    if (options.depth != 18 && options.depth != 50)
        throw std::invalid_argument(
            fmt::format("a residual network of depth {} is not offered; choose 18 or 50", options.depth));
    if (options.output_stride != 32 && options.output_stride != 16 && options.output_stride != 8)
        throw std::invalid_argument(
            fmt::format("an output stride of {} is not offered; choose 32, 16 or 8", options.output_stride));

    conv1_ = register_module(
        "conv1",
        torch::nn::Conv2d(torch::nn::Conv2dOptions(3, options.width, 7).stride(2).padding(3).bias(false)));
    bn1_ = register_module("bn1", BatchNorm(options.width, options.norm, options.world));
    const auto layers = options.depth == 18 ? stages<BasicBlock>({2, 2, 2, 2}, options)
                                            : stages<Bottleneck>({3, 4, 6, 3}, options);
    layer1_ = register_module("layer1", layers[0]);
    layer2_ = register_module("layer2", layers[1]);
    layer3_ = register_module("layer3", layers[2]);
    layer4_ = register_module("layer4", layers[3]);
    channels_ =
        8 * options.width * (options.depth == 18 ? BasicBlockImpl::kExpansion : BottleneckImpl::kExpansion);

    for (const auto& module : modules(/*include_self=*/false))
        if (const auto* convolution = module->as<torch::nn::Conv2d>())
            torch::nn::init::kaiming_normal_(convolution->weight, 0, torch::kFanOut, torch::kReLU);
}

torch::Tensor ResNetImpl::stem(const torch::Tensor& image) {
    return torch::max_pool2d(bn1_(conv1_(image)).relu_(), 3, 2, 1);  // [B, 64, S/4, S/4]
}

torch::Tensor ResNetImpl::forward(torch::Tensor image) {
    torch::Tensor x = layer1_->forward(stem(image));
    x = layer2_->forward(x);
    x = layer3_->forward(x);
    return layer4_->forward(x);
}

std::vector<TrunkPart> ResNetImpl::parts() {
    auto in_stem = conv1_->parameters();
    for (const auto& parameter : bn1_->parameters()) in_stem.push_back(parameter);
    std::vector<TrunkPart> all{{[this](const torch::Tensor& image) { return stem(image); }, in_stem}};
    for (auto layer : {layer1_, layer2_, layer3_, layer4_})
        all.push_back(
            {[layer](const torch::Tensor& x) mutable { return layer->forward(x); }, layer->parameters()});
    return all;
}

torch::Tensor ResNetImpl::forward_recomputing(const torch::Tensor& image) {
    torch::Tensor x = stem(image);
    for (const auto& layer : {layer1_, layer2_, layer3_, layer4_})
        for (auto block : *layer)
            x = recomputed([block](const torch::Tensor& input) mutable { return block.forward(input); },
                           block.ptr()->parameters(), x);
    return x;
}

}  // namespace gren
