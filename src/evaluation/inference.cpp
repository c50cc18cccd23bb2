#include "src/evaluation/inference.h"

#include <torch/utils.h>

#include <cmath>
#include <cstddef>

#include "dataio/regions.h"
#include "distributed/host_memory.h"
#include "src/method/batch.h"

namespace gren {
namespace {

BackboneFeatures seen_by_backbone(Localizer& model, const Batch& batch) {
    BackboneFeatures seen;
    if (model->method().needs_stages) {
        seen.stages = model->backbone().forward_stages(batch.image);
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

QuestionPixels read_question(const Dataset& dataset, const std::vector<std::int64_t>& samples,
                             const Companions* companions) {
    const auto grey = [&](const std::vector<std::int64_t>& of) {
        return read_planes(dataset, of, torch::kCPU).image;
    };
    QuestionPixels pixels{
        .own = read_planes(dataset, samples, torch::kCPU),
        .lungs_valid = torch::empty({static_cast<std::int64_t>(samples.size())}, torch::kBool),
        .regions = dataset.traits().regions};
    for (std::size_t i = 0; i < samples.size(); ++i)
        pixels.lungs_valid[static_cast<std::int64_t>(i)] = !dataset.info(samples[i]).lungs_flagged;
    if (!companions) return pixels;
    if (!companions->anchors().empty()) pixels.anchors = grey(companions->anchors());
    if (companions->per_image() == 0) return pixels;
    const auto all = companions->with_companions(samples, 0);
    pixels.companions = grey({all.begin() + static_cast<std::ptrdiff_t>(samples.size()), all.end()});
    return pixels;
}

Batch question(const QuestionPixels& pixels, torch::Device device) {
    const auto images = [&](const torch::Tensor& grey) { return normalized_image(on_device(grey, device)); };
    auto batch = question(images(pixels.own.image));
    batch.regions = region_masks(on_device(pixels.own.lungs, device), pixels.regions.size());
    batch.right = are_right(pixels.regions);
    batch.lungs_valid = pixels.lungs_valid;
    if (pixels.anchors.defined()) batch.anchors = images(pixels.anchors);
    if (pixels.companions.defined()) batch.companions = images(pixels.companions);
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
