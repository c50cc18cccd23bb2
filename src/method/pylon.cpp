// PYLON (Preechakul et al. 2022), from labels alone: a decoder that goes from F back to the first stage's
// resolution, a logit a cell there, the image's the largest. After the authors' description and released code
// (grade B); beside it stands our backbone and schedule.
#include <torch/nn/modules/conv.h>

#include "src/method/head.h"
#include "src/method/rows.h"

namespace gren {
namespace {

constexpr std::int64_t kDecoderWidth = 128;

torch::Tensor resized_to(const torch::Tensor& x, const torch::Tensor& like) {
    return torch::upsample_bilinear2d(x, {like.size(2), like.size(3)}, /*align_corners=*/true);
}

// Convolution, batch norm, which has the bias, ReLU.
class Block : public torch::nn::Module {
  public:
    Block(const HeadShape& shape, std::int64_t in, std::int64_t out, std::int64_t kernel)
        : conv_(register_module(
              "conv",
              torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, kernel).padding(kernel / 2).bias(false)))),
          norm_(register_module("norm", BatchNorm(out, shape.norm, shape.world))) {}
    torch::Tensor operator()(const torch::Tensor& x) { return norm_(conv_(x)).relu(); }

  private:
    torch::nn::Conv2d conv_;
    BatchNorm norm_;
};

class PylonHead : public torch::nn::Module {
  public:
    explicit PylonHead(const HeadShape& shape)
        : middle_(block("middle", shape, shape.channels, kDecoderWidth, 1)),
          logits_(register_module(
              "logits", torch::nn::Conv2d(torch::nn::Conv2dOptions(kDecoderWidth, shape.classes, 1)))) {
        for (const int level : {0, 1, 2}) {
            const auto kernel = 7 - 2 * level;
            const auto in = level == 0 ? shape.channels : 1;
            down_.push_back(block("down" + std::to_string(level + 1), shape, in, 1, kernel));
            across_.push_back(block("across" + std::to_string(level + 1), shape, 1, 1, kernel));
            const auto channels = shape.earlier_channels.at(static_cast<std::size_t>(level));
            lateral_.push_back(
                {block("lateral" + std::to_string(level + 1), shape, channels, channels, 1),
                 block("narrow" + std::to_string(level + 1), shape, channels, kDecoderWidth, 1)});
        }
    }

    Maps operator()(const Features& features, std::int64_t grid) {
        auto x = attended(features.map);
        for (std::size_t level = 3; level-- > 0;) {
            const auto& stage = features.stages[level];
            x = resized_to(x, stage) + (*lateral_[level].second)((*lateral_[level].first)(stage));
        }
        const auto z = logits_(x);  // [B, K, S/4, S/4]
        return {.logits = resized(z, grid), .image_logits = z.amax({2, 3})};
    }

  private:
    std::shared_ptr<Block> block(const std::string& name, const HeadShape& shape, std::int64_t in,
                                 std::int64_t out, std::int64_t kernel) {
        return register_module(name, std::make_shared<Block>(shape, in, out, kernel));
    }

    // Pyramid attention: F through ever coarser grids of one channel and back, times F.
    torch::Tensor attended(const torch::Tensor& f) {
        std::vector<torch::Tensor> coarse{f};
        for (auto& down : down_)
            coarse.push_back((*down)(torch::max_pool2d(coarse.back(), 2, 2, 0, 1, /*ceil_mode=*/true)));
        auto x = (*across_[2])(coarse[3]);
        for (const std::size_t level : {1U, 0U})
            x = resized_to(x, coarse[level + 1]) + (*across_[level])(coarse[level + 1]);
        return resized_to(x, f) * (*middle_)(f);
    }

    std::shared_ptr<Block> middle_;
    std::vector<std::shared_ptr<Block>> down_, across_;                               // from fine to coarse
    std::vector<std::pair<std::shared_ptr<Block>, std::shared_ptr<Block>>> lateral_;  // by stage
    torch::nn::Conv2d logits_;
};

}  // namespace

Method pylon(const HeadShape& shape, const MethodOptions& options) {
    const auto head = std::make_shared<PylonHead>(shape);
    auto method = from_labels(shape, options);
    method.modules = {{"head", head}};
    method.enhance = [](const BackboneFeatures& backbone, const Batch&) {
        return Features{.map = backbone.own, .stages = backbone.stages};
    };
    method.head = [head](const Features& features, std::int64_t grid) { return (*head)(features, grid); };
    method.regions = [](const Maps& maps) { return above_half_of_largest(maps.logits.sigmoid()); };
    return method;
}

}  // namespace gren
