#include "src/network/resnet.h"

#include <fmt/format.h>
#include <torch/nn/init.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>

#include <array>
#include <stdexcept>

#include "src/network/activation_checkpointing.h"
#include "src/network/residual_block.h"
#include "src/network/stem.h"

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
                                            const BackboneOptions& options) {
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

BackbonePart residual_stage(torch::nn::Sequential stage) {
    const auto recomputing = [stage](torch::Tensor x) {
        for (auto block : *stage)
            x = recomputed([block](const torch::Tensor& input) mutable { return block.forward(input); },
                           block.ptr()->parameters(), x);
        return x;
    };
    const auto parameters = stage->parameters();
    return {[stage](const torch::Tensor& x) mutable { return stage->forward(x); }, recomputing, parameters};
}

}  // namespace

ResNet::ResNet(const BackboneOptions& options) {
    if (options.depth != 18 && options.depth != 50)
        throw std::invalid_argument(
            fmt::format("a backbone of depth {} is not offered; choose 18, 50 or 121", options.depth));

    auto conv1 = register_module("conv1", stem_convolution(options.width));
    auto bn1 = register_module("bn1", BatchNorm(options.width, options.norm, options.world));
    const auto all = options.depth == 18 ? stages<BasicBlock>({2, 2, 2, 2}, options)
                                         : stages<Bottleneck>({3, 4, 6, 3}, options);
    parts_.push_back(stem_of(conv1, bn1));

    for (std::size_t i = 0; i < all.size(); ++i) {
        register_module(fmt::format("layer{}", i + 1), all[i]);
        parts_.push_back(residual_stage(all[i]));
    }

    for (const auto& module : modules(/*include_self=*/false))
        if (const auto* convolution = module->as<torch::nn::Conv2d>())
            torch::nn::init::kaiming_normal_(convolution->weight, 0, torch::kFanOut, torch::kReLU);
}

}  // namespace gren
