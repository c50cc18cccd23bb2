// B+Attention (IV.D.5): "integrates the attention mechanism into the baseline to learn the difference of lung
// regions". No more is published: to take the difference between mirrored sides is our reading (grade C).
#include <torch/nn/init.h>
#include <torch/nn/modules/conv.h>

#include "src/method/mirror.h"
#include "src/method/rows.h"

namespace gren {
namespace {

constexpr std::int64_t kHidden = 256;

// a [B, 1, h, w] in (0, 2), 1 at the start and where the lungs are not valid.
class LungAttention : public torch::nn::Module {
  public:
    explicit LungAttention(std::int64_t channels)
        : conv1_(register_module("conv1", torch::nn::Conv2d(torch::nn::Conv2dOptions(channels, kHidden, 1)))),
          conv2_(register_module("conv2", torch::nn::Conv2d(torch::nn::Conv2dOptions(kHidden, 1, 1)))) {
        torch::nn::init::zeros_(conv2_->weight);
        torch::nn::init::zeros_(conv2_->bias);
    }

    torch::Tensor operator()(const torch::Tensor& features, const Batch& batch) {
        const auto difference = side_difference(features, batch.lungs(), batch.lungs_valid);
        const auto a = 2 * conv2_(conv1_(difference).relu()).sigmoid();
        const auto valid = batch.lungs_valid.to(a.device()).view({-1, 1, 1, 1});
        return torch::where(valid, a, torch::ones({}, a.options()));
    }

  private:
    torch::nn::Conv2d conv1_, conv2_;
};

}  // namespace

Method attention(const HeadShape& shape, const MethodOptions& options) {
    auto method = baseline(shape, options);
    const auto weights = std::make_shared<LungAttention>(shape.channels);
    method.modules.push_back(method_slot("attention", weights));
    method.enhance = [weights](const BackboneFeatures& backbone, const Batch& batch) {
        return Features{backbone.own * (*weights)(backbone.own, batch)};
    };
    return method;
}

}  // namespace gren
