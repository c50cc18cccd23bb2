#include "src/evaluation/inference.h"

#include <torch/utils.h>

#include <cmath>

#include "dataio/regions.h"
#include "src/method/batch.h"

namespace gren {
namespace {

BackboneFeatures seen_by_backbone(Localizer& model, const Batch& batch) {
    BackboneFeatures seen;
    if (model->method().needs_stages) {
        seen.stages = model->forward_stages(batch.image);
        seen.own = seen.stages.back();
        seen.stages.pop_back();
    } else {
        seen.own = model->forward(batch.image);
    }
    if (batch.companions.defined()) seen.companions = model->forward(batch.companions);
    if (batch.anchors.defined()) seen.anchors = model->forward(batch.anchors);
    return seen;
}

}  // namespace

Batch question(const torch::Tensor& images) {
    Batch batch;
    batch.image = images;
    return batch;
}

Batch question(const Dataset& dataset, const std::vector<std::int64_t>& samples, const Companions* companions,
               torch::Device device) {
    const auto pixels = read_planes(dataset, samples, device);
    auto batch = question(normalized_image(pixels.image));
    batch.regions = region_masks(pixels.lungs, dataset.traits().regions.size());
    batch.right = are_right(dataset.traits().regions);
    batch.lungs_valid = torch::empty({static_cast<std::int64_t>(samples.size())}, torch::kBool);
    for (std::size_t i = 0; i < samples.size(); ++i)
        batch.lungs_valid[static_cast<std::int64_t>(i)] = !dataset.info(samples[i]).lungs_flagged;
    if (!companions) return batch;
    if (!companions->anchors().empty()) batch.anchors = images_of(dataset, companions->anchors(), device);
    if (companions->per_image() == 0) return batch;
    const auto all = companions->with_companions(samples, 0);
    batch.companions =
        images_of(dataset, {all.begin() + static_cast<std::ptrdiff_t>(samples.size()), all.end()}, device);
    return batch;
}

double probability_of(double logit) {
    return 1 / (1 + std::exp(-logit));
}

Inference infer(Localizer& model, const Batch& batch, std::int64_t grid, std::int64_t eval_grid) {
    const torch::InferenceMode guard;
    const auto& method = model->method();
    const auto features = method.enhance(seen_by_backbone(model, batch), batch);
    return {.regions = method.regions(method.head(features, eval_grid)).to(torch::kCPU, torch::kFloat32),
            .score = method.score(method.head(features, grid)).to(torch::kCPU),
            .box_levels = method.box_levels};
}

}  // namespace gren
