// The baseline (Eq. 1-3) and, with its floor and 3×3 head, Li et al. 2018.
#include "src/method/head.h"
#include "src/method/losses.h"
#include "src/method/rows.h"

namespace gren {
namespace {

constexpr double kBeta = 4, kBetaOfLi = 5;

Method boxes_and_labels(const HeadShape& shape, const MethodOptions& options, double beta) {
    const auto head = std::make_shared<HeadImpl>(shape);
    const double floor = shape.variant.floor;
    Method method;
    method.grid = shape.grid;
    method.normalize_features = options.normalize_features;
    method.lung_variant = options.lung_variant;
    method.lung_background = options.lung_background;
    method.modules = {{"head", head}};
    method.enhance = [](const BackboneFeatures& backbone, const Batch&) { return Features{backbone.own}; };
    method.head = [head](const Features& features, std::int64_t grid) {
        return Maps{head->forward(features.map, grid)};
    };
    method.local = {[=](const TermInput& in) {
        return LocalTerm{.name = "localization",
                         .lambda = 1,
                         .per_image = localization_loss(in.maps.logits, in.batch.targets, beta, floor),
                         .terms = in.batch.global_size(),
                         .reduction = options.loss_reduction};
    }};
    method.regions = [](const Maps& maps) { return maps.logits; };
    method.score = [floor](const Maps& maps) { return image_logit(maps.logits, floor); };
    return method;
}

}  // namespace

Method baseline(const HeadShape& shape, const MethodOptions& options) {
    return boxes_and_labels(shape, options, options.beta.value_or(kBeta));
}

// Their λ_bbox is 5 and weighs products with a floor: not the same knob as β = 4 without one.
Method li(const HeadShape& shape, const MethodOptions& options) {
    return boxes_and_labels(shape, options, options.beta.value_or(kBetaOfLi));
}

}  // namespace gren
