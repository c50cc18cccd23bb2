#include "src/training/forward_pass.h"

#include <algorithm>

#include "src/network/autocast.h"

namespace gren {
namespace {

// Losses and the graph in float32 at least: bfloat16 features are widened, float64 ones stay.
torch::Tensor widened(const torch::Tensor& t) {
    return t.defined() && t.scalar_type() == torch::kBFloat16 ? t.to(torch::kFloat32) : t;
}

// The image of one region, in the layout of the whole images.
torch::Tensor masked_image(const Batch& batch, std::int64_t region, LungBackground background) {
    const auto& image = batch.image;
    const auto inside = batch.regions.narrow(1, region, 1).to(torch::kBool);
    const auto outside = background == LungBackground::black
                             ? normalized_image(torch::zeros({1, 1, 1}, batch.regions.options())).to(image)
                             : torch::zeros({1}, image.options());
    return torch::where(inside, image, outside).contiguous(image.suggest_memory_format());
}

// [B, R, X]. backbone: as of backbone_of().
torch::Tensor regions_of(const Method& method, const Batch& batch, const torch::Tensor& features,
                         const torch::Tensor& backbone) {
    const auto own = batch.image.size(0), regions = batch.regions.size(1);
    const auto found =
        method.lung_variant == LungVariant::forward
            ? widened(backbone.narrow(0, own, regions * own))
                  .unflatten(0, {regions, own})
                  .transpose(0, 1)
                  .flatten(2)
            : region_features(features, region_fractions(batch.regions, features.size(2), features.size(3)),
                              batch.right, method.lung_variant);
    return method.normalize_features ? l2_normalized(found) : found;
}

// All ranks replay, or none does: between the sums of batch norm the gradients' buckets leave a replay in
// another order than a plain pass.
bool all_equal(const std::vector<std::int64_t>& rows) {
    return std::ranges::adjacent_find(rows, std::ranges::not_equal_to()) == rows.end();
}

// F of the images, for the forward variant of their masked images, and of their companions; and the
// stages before it where the method needs them, F being the last.
std::vector<torch::Tensor> backbone_of(const StepContext& step, const Batch& batch) {
    const auto& method = step.model->method();
    const TimedPhase phase(step.timeline, Phase::forward, "forward");
    std::vector<torch::Tensor> all{batch.image};
    if (method.needs_lungs && method.lung_variant == LungVariant::forward)
        for (std::int64_t r = 0; r < batch.regions.size(1); ++r)
            all.push_back(masked_image(batch, r, method.lung_background));
    if (batch.companions.defined()) all.push_back(batch.companions);
    const auto images = all.size() == 1 ? batch.image : torch::cat(all);
    const auto& backbone = step.model->backbone();
    if (method.needs_stages) return backbone.forward_stages(images);
    if (step.captured != nullptr && all_equal(batch.rows)) return {(*step.captured)(images)};
    return {step.forward.recompute ? backbone.forward_recomputing(images) : backbone.forward(images)};
}

// The anchors meet running statistics: with those of the batch they would count once a rank.
torch::Tensor anchors_of(const StepContext& step, const torch::Tensor& anchors) {
    if (!anchors.defined()) return {};
    const bool trains = step.model->is_training();
    step.model->eval();
    const auto features = step.model->forward(anchors);
    step.model->train(trains);
    return features;
}

BackboneFeatures features_of(const StepContext& step, const Batch& batch,
                             const std::vector<torch::Tensor>& stages) {
    const auto own = batch.image.size(0);
    const auto& all = stages.back();
    BackboneFeatures seen{.own = all.narrow(0, 0, own), .anchors = anchors_of(step, batch.anchors)};
    for (std::size_t i = 0; i + 1 < stages.size(); ++i) seen.stages.push_back(stages[i].narrow(0, 0, own));
    if (batch.companions.defined()) {
        const auto count = batch.companions.size(0);
        seen.companions = all.narrow(0, all.size(0) - count, count);
    }
    return seen;
}

}  // namespace

ForwardPass forward_pass(const StepContext& step, const Batch& batch, const GlobalNodes& nodes) {
    const auto& method = step.model->method();
    const Bfloat16Autocast autocast(step.forward.bfloat16, batch.image.device().type());
    const auto stages = backbone_of(step, batch);
    const TimedPhase phase(step.timeline, Phase::head, "head");
    const auto features = method.enhance(features_of(step, batch, stages), batch);
    const auto wide = widened(features.map);
    const auto regions =
        method.needs_lungs ? regions_of(method, batch, wide, stages.back()) : torch::Tensor();
    auto features_ready = mark_stream(wide.device());
    const auto maps = method.head(features, method.grid);
    return {.seen = {.batch = batch,
                     .nodes = nodes,
                     .features = wide,
                     .regions = regions,
                     .maps = {widened(maps.logits), widened(maps.image_logits)},
                     .step = step.step,
                     .labels = step.labels,
                     .companions = widened(features.companions)},
            .features_ready = std::move(features_ready)};
}

Objective local_objective(const StepContext& step, const TermInput& seen) {
    const TimedPhase phase(step.timeline, Phase::head, "losses");
    return local_objective(step.model->method(), seen);
}

}  // namespace gren
