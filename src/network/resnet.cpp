#include "src/network/resnet.h"

#include <fmt/format.h>
#include <torch/nn/init.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>

#include <array>
#include <stdexcept>

#include "src/network/activation_checkpointing.h"
#include "src/network/residual_block.h"

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

// A dilated stage keeps the resolution: its strided 3×3 takes no stride and the dilation that reached it,
// all 3×3 after it twice that. So the strided network's output is every second value of the dilated one's,
// whatever the weights. (torchvision's rule, which it has for bottlenecks only; basic blocks here follow
// the same one.)
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

struct ResNetImpl::Layers {
    torch::nn::Conv2d conv1{nullptr};
    BatchNorm bn1{nullptr};
    std::array<torch::nn::Sequential, 4> stages{nullptr, nullptr, nullptr, nullptr};

    torch::Tensor stem(const torch::Tensor& image) {  // [B, 64, S/4, S/4]
        return torch::max_pool2d(bn1(conv1(image)).relu_(), 3, 2, 1);
    }
};

ResNetImpl::ResNetImpl(const ResNetOptions& options) {
    if (options.depth != 18 && options.depth != 50)
        throw std::invalid_argument(
            fmt::format("a residual network of depth {} is not offered; choose 18 or 50", options.depth));
    if (options.output_stride != 32 && options.output_stride != 16 && options.output_stride != 8)
        throw std::invalid_argument(
            fmt::format("an output stride of {} is not offered; choose 32, 16 or 8", options.output_stride));

    layers_ = std::make_shared<Layers>();
    layers_->conv1 = register_module(
        "conv1",
        torch::nn::Conv2d(torch::nn::Conv2dOptions(3, options.width, 7).stride(2).padding(3).bias(false)));
    layers_->bn1 = register_module("bn1", BatchNorm(options.width, options.norm, options.world));
    layers_->stages = options.depth == 18 ? stages<BasicBlock>({2, 2, 2, 2}, options)
                                          : stages<Bottleneck>({3, 4, 6, 3}, options);
    for (std::size_t i = 0; i < layers_->stages.size(); ++i)
        register_module(fmt::format("layer{}", i + 1), layers_->stages[i]);
    channels_ =
        8 * options.width * (options.depth == 18 ? BasicBlockImpl::kExpansion : BottleneckImpl::kExpansion);

    for (const auto& module : modules(/*include_self=*/false))
        if (const auto* convolution = module->as<torch::nn::Conv2d>())
            torch::nn::init::kaiming_normal_(convolution->weight, 0, torch::kFanOut, torch::kReLU);
}

torch::Tensor ResNetImpl::forward(torch::Tensor image) {
    torch::Tensor x = layers_->stem(image);
    for (auto& stage : layers_->stages) x = stage->forward(x);
    return x;
}

std::vector<torch::Tensor> ResNetImpl::forward_stages(const torch::Tensor& image) {
    std::vector<torch::Tensor> all;
    for (auto& stage : layers_->stages)
        all.push_back(stage->forward(all.empty() ? layers_->stem(image) : all.back()));
    return all;
}

std::vector<BackbonePart> ResNetImpl::parts() {
    auto in_stem = layers_->conv1->parameters();
    for (const auto& parameter : layers_->bn1->parameters()) in_stem.push_back(parameter);
    std::vector<BackbonePart> all{
        {[layers = layers_](const torch::Tensor& image) { return layers->stem(image); }, in_stem}};
    for (auto stage : layers_->stages)
        all.push_back(
            {[stage](const torch::Tensor& x) mutable { return stage->forward(x); }, stage->parameters()});
    return all;
}

torch::Tensor ResNetImpl::forward_recomputing(const torch::Tensor& image) {
    torch::Tensor x = layers_->stem(image);
    for (const auto& stage : layers_->stages)
        for (auto block : *stage)
            x = recomputed([block](const torch::Tensor& input) mutable { return block.forward(input); },
                           block.ptr()->parameters(), x);
    return x;
}

}  // namespace gren
