#include "src/network/dense_stage.h"

#include <algorithm>

#include "src/network/activation_checkpointing.h"

namespace gren {
namespace {

using torch::Tensor;

// Of each value and the one `distance` further on; of the value alone where there is none.
Tensor mean_with_next(const Tensor& x, std::int64_t axis, std::int64_t distance) {
    const auto size = x.size(axis), within = std::min(distance, size);
    const auto next = torch::cat({x.slice(axis, within), x.slice(axis, size - within)}, axis);
    return x.add(next).mul_(0.5);
}

Tensor activated(BatchNorm& norm, const std::vector<Tensor>& maps) {
    return norm(concatenated(maps)).relu_();
}

Tensor forward(DenseStage& stage, const Tensor& x) {
    std::vector<Tensor> maps{stage.reduction.convolution ? stage.reduction(x) : x};
    for (auto& layer : stage.layers) maps.push_back(layer(maps));
    return activated(stage.norm, maps);
}

// Kept are the maps that each layer adds, and none of what they are strung together to.
Tensor forward_recomputing(DenseStage& stage, const Tensor& x) {
    std::vector<Tensor> maps{x};
    if (stage.reduction.convolution)
        maps = {recomputed(
            [reduction = stage.reduction](const Tensor& input) mutable { return reduction(input); },
            stage.reduction.convolution->parameters(), x)};
    for (auto& layer : stage.layers)
        maps.push_back(
            recomputed([layer](const std::vector<Tensor>& before) mutable { return layer(before); },
                       layer->parameters(), maps));
    return recomputed(
        [norm = stage.norm](const std::vector<Tensor>& all) mutable { return activated(norm, all); },
        stage.norm->parameters(), maps);
}

std::vector<Tensor> parameters_of_stage(const DenseStage& stage) {
    std::vector<Tensor> all;
    const auto add = [&](const torch::nn::Module& module) {
        for (const auto& parameter : module.parameters()) all.push_back(parameter);
    };
    if (stage.reduction.convolution) add(*stage.reduction.convolution);
    for (const auto& layer : stage.layers) add(*layer);
    add(*stage.norm);
    return all;
}

}  // namespace

Tensor DenseReduction::operator()(const Tensor& x) {
    const auto y = convolution(x);
    if (strided) return torch::avg_pool2d(y, 2, 2, 0, /*ceil_mode=*/true);
    return mean_with_next(mean_with_next(y, 2, distance), 3, distance);
}

BackbonePart part_of(DenseStage stage) {
    return {[stage](const Tensor& x) mutable { return forward(stage, x); },
            [stage](const Tensor& x) mutable { return forward_recomputing(stage, x); },
            parameters_of_stage(stage)};
}

}  // namespace gren
