// Wang et al. 2017 (ChestX-ray8), from labels alone: F through a transition, log-sum-exp pooling (their Eq.
// 3) and one linear layer; cross-entropy whose sides are weighed by the labels of the global batch (Eq. 1);
// the maps are the linear layer's weights on the cells (CAM), cut at two heights of each map's range.
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <cmath>

#include "dataio/sample.h"
#include "src/method/head.h"
#include "src/method/log_sum_exp.h"
#include "src/method/rows.h"

namespace gren {
namespace {

// Of the map's range cut into 256 grey values.
constexpr double kLowCut = 60.0 / 255, kHighCut = 180.0 / 255;

class CamHead : public torch::nn::Module {
  public:
    explicit CamHead(const HeadShape& shape)
        : sharpness_(shape.variant.lse_sharpness),
          linear_(register_module("linear", torch::nn::Linear(shape.channels, shape.classes))) {
        if (shape.variant.transition)
            transition_ = register_module(
                "transition", torch::nn::Conv2d(torch::nn::Conv2dOptions(shape.channels, shape.channels, 1)));
    }

    Maps operator()(const Features& features, std::int64_t grid) {
        const auto x = transition_ ? transition_(features.map).relu() : features.map;  // [B, C, h, w]
        const auto weight = linear_->weight.unsqueeze(2).unsqueeze(3);                 // [K, C, 1, 1]
        return {.logits = resized(torch::conv2d(x, weight), grid),
                .image_logits = linear_(log_sum_exp(x, sharpness_))};
    }

  private:
    double sharpness_;
    torch::nn::Linear linear_;
    torch::nn::Conv2d transition_{nullptr};
};

// β_P and β_N of the global batch; a side without labels weighs nothing.
double side_weight(std::int64_t side, const LabelCounts& labels) {
    return side > 0 ? static_cast<double>(labels.present + labels.absent) / static_cast<double>(side) : 0;
}

LocalTerm weighted_cross_entropy(const TermInput& in, Reduction reduction) {
    const auto& z = in.maps.image_logits;
    const auto& label = in.batch.targets.label;
    const auto none = torch::zeros({}, z.options());
    const auto present = torch::where(label == kLabelPresent, -torch::log_sigmoid(z), none);
    const auto absent = torch::where(label == kLabelAbsent, -torch::log_sigmoid(-z), none);
    return {.name = "classification",
            .lambda = 1,
            .per_image = (side_weight(in.labels.present, in.labels) * present +
                          side_weight(in.labels.absent, in.labels) * absent)
                             .sum(1),
            .terms = in.batch.global_size(),
            .reduction = reduction};
}

// Each map over its range, less the low cut: above 0 is what the low cut keeps. A constant map has no region.
torch::Tensor above_low_cut(const torch::Tensor& maps) {
    const auto least = maps.amin({2, 3}, true), range = maps.amax({2, 3}, true) - least;
    return torch::where(range > 0, (maps - least) / range, torch::zeros({}, maps.options())) - kLowCut;
}

}  // namespace

Method cam(const HeadShape& shape, const MethodOptions& options) {
    const auto head = std::make_shared<CamHead>(shape);
    auto method = baseline(shape, options);
    method.counts_labels = true;
    method.modules = {{"head", head}};
    method.head = [head](const Features& features, std::int64_t grid) { return (*head)(features, grid); };
    method.local = {[reduction = options.loss_reduction](const TermInput& in) {
        return weighted_cross_entropy(in, reduction);
    }};
    method.regions = [](const Maps& maps) { return above_low_cut(maps.logits); };
    method.score = [](const Maps& maps) { return maps.image_logits.to(torch::kFloat64); };
    method.box_levels = {0, kHighCut - kLowCut};
    return method;
}

}  // namespace gren
