// Zhao et al. 2021, CEN: features of the other side of the chest, found by a reflection about the spine and a
// learned correction, join those of a place by sum and by difference. Built from the abstract (grade C).
#include <torch/nn/init.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include "src/method/head.h"
#include "src/method/mirror.h"
#include "src/method/rows.h"

namespace gren {
namespace {

torch::nn::Conv2d conv1x1(std::int64_t in, std::int64_t out) {
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 1));
}

// The reflection's correction, 0 at the start.
class Correction : public torch::nn::Module {
  public:
    explicit Correction(std::int64_t channels)
        : linear_(register_module("linear", torch::nn::Linear(channels, 6))) {
        torch::nn::init::zeros_(linear_->weight);
        torch::nn::init::zeros_(linear_->bias);
    }
    torch::Tensor operator()(const torch::Tensor& features) {
        return linear_(features.mean({2, 3})).view({-1, 2, 3});
    }

  private:
    torch::nn::Linear linear_;
};

// Begins as the baseline's head: the columns of sum and difference beside it are 0 at the start.
class ContralateralHead : public torch::nn::Module {
  public:
    ContralateralHead(const HeadShape& shape, const torch::nn::Module& baseline_head)
        : conv1_(register_module("conv1", conv1x1(shape.channels, shape.width))),
          sum_(register_module("sum", conv1x1(shape.width, shape.width))),
          difference_(register_module("difference", conv1x1(shape.width, shape.width))),
          conv2_(register_module("conv2", conv1x1(3 * shape.width, shape.classes))) {
        const torch::NoGradGuard no_gradient;
        torch::nn::init::zeros_(conv2_->weight);
        const auto of_baseline = baseline_head.named_parameters();
        conv1_->weight.copy_(of_baseline["conv1.weight"]);
        conv1_->bias.copy_(of_baseline["conv1.bias"]);
        conv2_->weight.narrow(1, 0, shape.width).copy_(of_baseline["conv2.weight"]);
        conv2_->bias.copy_(of_baseline["conv2.bias"]);
    }

    torch::Tensor operator()(const Features& features, std::int64_t grid) {
        const auto own = resized(conv1_(features.map), grid);
        const auto other = resized(conv1_(features.contralateral), grid);
        return conv2_(torch::cat({own, sum_(own + other), difference_(own - other)}, 1).relu());
    }

  private:
    torch::nn::Conv2d conv1_, sum_, difference_, conv2_;
};

}  // namespace

Method cen(const HeadShape& shape, const MethodOptions& options) {
    auto method = baseline(shape, options);
    const auto head = std::make_shared<ContralateralHead>(shape, *method.modules.front().second);
    const auto correction = std::make_shared<Correction>(shape.channels);
    method.modules = {{"head", head}, method_slot("correction", correction)};
    method.enhance = [correction](const BackboneFeatures& backbone, const Batch& batch) {
        const auto& f = backbone.own;
        const auto lines = mid_lines(batch.lungs(), batch.lungs_valid);
        return Features{.map = f, .contralateral = mirrored(f, lines, (*correction)(f))};
    };
    method.head = [head](const Features& features, std::int64_t grid) {
        return Maps{(*head)(features, grid)};
    };
    return method;
}

}  // namespace gren
