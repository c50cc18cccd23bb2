#include "src/network/backbone.h"

#include <fmt/format.h>

#include <stdexcept>

#include "src/network/densenet.h"
#include "src/network/resnet.h"

namespace gren {

torch::Tensor Backbone::forward(torch::Tensor image) const {
    torch::Tensor x = std::move(image);
    for (const auto& part : parts_) x = part.forward(x);
    return x;
}

torch::Tensor Backbone::forward_recomputing(torch::Tensor image) const {
    torch::Tensor x = std::move(image);
    for (const auto& part : parts_) x = part.forward_recomputing(x);
    return x;
}

std::vector<torch::Tensor> Backbone::forward_stages(const torch::Tensor& image) const {
    torch::Tensor x = parts_.front().forward(image);
    std::vector<torch::Tensor> all;
    for (auto stage = parts_.begin() + 1; stage != parts_.end(); ++stage) {
        x = stage->forward(x);
        all.push_back(x);
    }
    return all;
}

std::shared_ptr<Backbone> make_backbone(const BackboneOptions& options) {
    if (options.output_stride != 32 && options.output_stride != 16 && options.output_stride != 8)
        throw std::invalid_argument(
            fmt::format("an output stride of {} is not offered; choose 32, 16 or 8", options.output_stride));
    if (options.depth == 121) return std::make_shared<DenseNet>(options);
    return std::make_shared<ResNet>(options);
}

std::array<std::int64_t, 4> stage_channels(int depth, std::int64_t width) {
    if (depth == 121) return {4 * width, 8 * width, 16 * width, 16 * width};
    const std::int64_t first = (depth == 50 ? 4 : 1) * width;
    return {first, 2 * first, 4 * first, 8 * first};
}

}  // namespace gren
