#include "src/evaluation/inference.h"

#include <torch/utils.h>

#include <cmath>

#include "src/method/batch.h"

namespace gren {

torch::Tensor images_of(const Dataset& dataset, const std::vector<std::int64_t>& samples,
                        torch::Device device) {
    const auto size = std::int64_t{dataset.traits().image_size};
    const auto pixels = static_cast<std::size_t>(size * size);
    auto grey = torch::empty({static_cast<std::int64_t>(samples.size()), size, size}, torch::kUInt8);
    std::vector<std::uint8_t> lungs(pixels);
    for (std::size_t i = 0; i < samples.size(); ++i)
        dataset.read_pixels(samples[i], {grey.data_ptr<std::uint8_t>() + i * pixels, pixels}, lungs);
    return normalized_image(grey.to(device));
}

double probability_of(double logit) {
    return 1 / (1 + std::exp(-logit));
}

Inference infer(Localizer& model, const torch::Tensor& images, std::int64_t grid, std::int64_t eval_grid) {
    const torch::InferenceMode guard;
    const auto& method = model->method();
    const auto features = method.enhance(model->forward(images), Batch{});
    return {.regions = method.regions(method.head(features, eval_grid)).to(torch::kCPU, torch::kFloat32),
            .score = method.score(method.head(features, grid)).to(torch::kCPU)};
}

}  // namespace gren
