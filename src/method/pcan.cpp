// PCAN (Zhu et al. 2022), from labels alone: each cell is classified, attention over the cells says how much
// each counts, and the image's probability is the sum of their products. After the released code (grade B),
// whose backbone is a DenseNet; where its heat maps are cut is not published, our cut is a reading.
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/normalization.h>

#include <numeric>

#include "src/method/head.h"
#include "src/method/rows.h"

namespace gren {
namespace {

constexpr std::int64_t kAttentionHeads = 8;

class PixelAttentionHead : public torch::nn::Module {
  public:
    explicit PixelAttentionHead(const HeadShape& shape)
        : classes_(register_module("classes", convolution(shape))),
          weights_(register_module("weights", convolution(shape))),
          attention_(
              register_module("attention", torch::nn::MultiheadAttention(torch::nn::MultiheadAttentionOptions(
                                               shape.channels, std::gcd(kAttentionHeads, shape.channels))))),
          norm_(
              register_module("norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({shape.channels})))) {}

    // Heat of the cells on the wanted grid; the image's logits on F's own.
    Maps operator()(const Features& features, std::int64_t grid) {
        const auto z = classes_(features.map).flatten(2);                               // [B, K, h·w]
        const auto log_a = weights_(attended(features.map)).flatten(2).log_softmax(2);  // Σ a = 1
        const auto log_p = (log_a + torch::log_sigmoid(z)).logsumexp(2);
        const auto log_not_p = (log_a + torch::log_sigmoid(-z)).logsumexp(2);
        // The product over its largest, with which a half of the largest is the same cut.
        const auto log_heat = log_a + torch::log_sigmoid(z);
        const auto heat = (log_heat - log_heat.amax(2, true)).exp();
        const auto map = heat.view({z.size(0), z.size(1), features.map.size(2), features.map.size(3)});
        return {.logits = resized(map, grid), .image_logits = log_p - log_not_p};
    }

  private:
    static torch::nn::Conv2d convolution(const HeadShape& shape) {
        return torch::nn::Conv2d(torch::nn::Conv2dOptions(shape.channels, shape.classes, 1));
    }

    // Each cell with what it attends to, normalized over the channels. Torch's attention takes no empty
    // batch: a rank without images shows it one of zeros, of which it takes nothing.
    torch::Tensor attended(const torch::Tensor& f) {
        if (f.size(0) == 0)
            return attended(f.new_zeros({1, f.size(1), f.size(2), f.size(3)})).narrow(0, 0, 0);
        const auto cells = f.flatten(2).permute({2, 0, 1});  // [h·w, B, C]
        const auto all = norm_(cells + std::get<0>(attention_(cells, cells, cells)));
        return all.permute({1, 2, 0}).view(f.sizes());
    }

    torch::nn::Conv2d classes_, weights_;
    torch::nn::MultiheadAttention attention_;
    torch::nn::LayerNorm norm_;
};

}  // namespace

Method pcan(const HeadShape& shape, const MethodOptions& options) {
    const auto head = std::make_shared<PixelAttentionHead>(shape);
    auto method = from_labels(shape, options);
    method.modules = {{"head", head}};
    method.head = [head](const Features& features, std::int64_t grid) { return (*head)(features, grid); };
    method.regions = [](const Maps& maps) { return above_half_of_largest(maps.logits); };
    return method;
}

}  // namespace gren
