#include "src/network/stem.h"

namespace gren {

torch::nn::Conv2d stem_convolution(std::int64_t channels) {
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(3, channels, 7).stride(2).padding(3).bias(false));
}

BackbonePart stem_of(torch::nn::Conv2d convolution, BatchNorm norm) {
    auto parameters = convolution->parameters();
    for (const auto& parameter : norm->parameters()) parameters.push_back(parameter);
    const auto forward = [convolution, norm](const torch::Tensor& image) mutable {
        return torch::max_pool2d(norm(convolution(image)).relu_(), 3, 2, 1);
    };
    return {forward, forward, parameters};
}

}  // namespace gren
