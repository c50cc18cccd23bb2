// The operators that torch has for GPUs only, after aten/src/ATen/native/cuda/Normalization.cuh and the
// documentation of SyncBatchNorm: statistics in float32, or in float64 for float64.
#include <ATen/ATen.h>

#include <cstdint>
#include <map>

#include "tests/fake_cuda/operators/rules.h"

namespace fake_cuda {
namespace {

using at::Tensor;

at::ScalarType exact(const Tensor& x) {
    return x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
}
std::vector<std::int64_t> all_but_channels(const Tensor& x) {
    std::vector<std::int64_t> dims{0};
    for (std::int64_t i = 2; i < x.dim(); ++i) dims.push_back(i);
    return dims;
}
// [C] as [1, C, 1, …]
Tensor along(const Tensor& values, const Tensor& x) {
    std::vector<std::int64_t> sizes(static_cast<std::size_t>(x.dim()), 1);
    sizes[1] = x.size(1);
    return values.to(exact(x)).view(sizes);
}
Tensor like(const Tensor& values, const Tensor& x) {
    return at::empty_like(x).copy_(values);
}
Tensor one(const c10::IValue& value) {
    return value.isNone() ? Tensor() : value.toTensor();
}
void move_towards(const Tensor& running, const Tensor& now, double momentum) {
    if (running.defined()) running.mul_(1 - momentum).add_(now.to(running.scalar_type()), momentum);
}

Stack statistics(const Stack& in) {
    const auto x = in[0].toTensor().to(exact(in[0].toTensor()));
    const auto dims = all_but_channels(x);
    return {x.mean(dims), (x.var(dims, /*unbiased=*/false) + in[1].toDouble()).rsqrt()};
}

Stack normalized(const Stack& in) {
    const auto& input = in[0].toTensor();
    auto y = (input.to(exact(input)) - along(in[3].toTensor(), input)) * along(in[4].toTensor(), input);
    if (one(in[1]).defined()) y = y * along(in[1].toTensor(), input);
    if (one(in[2]).defined()) y = y + along(in[2].toTensor(), input);
    return {like(y, input)};
}

Stack gathered_statistics(const Stack& in) {
    const auto &means = in[1].toTensor(), &inverse_stds = in[2].toTensor();
    const double momentum = in[5].toDouble(), epsilon = in[6].toDouble();
    const auto counts = in[7].isTensor() ? in[7].toTensor().to(means.scalar_type())
                                         : at::full({means.size(0)}, in[7].toInt(), means.options());
    const auto share = counts.unsqueeze(1), all = counts.sum();
    const auto mean = (means * share).sum(0) / all;
    const auto variance = ((inverse_stds.pow(-2) - epsilon + (means - mean).square()) * share).sum(0) / all;
    move_towards(one(in[3]), mean, momentum);
    move_towards(one(in[4]), variance * all / (all - 1), momentum);
    return {mean, (variance + epsilon).rsqrt()};
}

Stack reduced_gradients(const Stack& in) {
    const auto& x = in[1].toTensor();
    const auto dy = in[0].toTensor().to(exact(x));
    const auto dims = all_but_channels(x);
    const auto sum = dy.sum(dims), product = (dy * (x.to(exact(x)) - along(in[2].toTensor(), x))).sum(dims);
    const auto type = one(in[4]).defined() ? in[4].toTensor().scalar_type() : x.scalar_type();
    return {in[5].toBool() ? sum : Tensor(), in[5].toBool() ? product : Tensor(),
            in[6].toBool() ? (product * in[3].toTensor()).to(type) : Tensor(),
            in[7].toBool() ? sum.to(type) : Tensor()};
}

Stack input_gradient(const Stack& in) {
    const auto &dy = in[0].toTensor(), &x = in[1].toTensor();
    const auto count = in[7].toTensor().sum().to(exact(x));
    const auto inverse_std = along(in[3].toTensor(), x);
    auto scale = inverse_std;
    if (one(in[4]).defined()) scale = scale * along(in[4].toTensor(), x);
    const auto centered = x.to(exact(x)) - along(in[2].toTensor(), x);
    const auto gradient = (dy.to(exact(x)) - along(in[5].toTensor(), x) / count -
                           centered * inverse_std.square() * along(in[6].toTensor(), x) / count) *
                          scale;
    return {like(gradient, x)};
}

// Channels last where one of the two is, as cuDNN's answers are.
Stack convolution(const Stack& in) {
    const auto &x = in[0].toTensor(), &weight = in[1].toTensor();
    const auto zeros = std::vector<std::int64_t>(in[2].toIntVector().size(), 0);
    const auto y = at::convolution(x, weight, {}, in[3].toIntVector(), in[2].toIntVector(),
                                   in[4].toIntVector(), false, zeros, in[5].toInt());
    const auto last = at::MemoryFormat::ChannelsLast;
    const bool is_last =
        x.dim() == 4 && (x.suggest_memory_format() == last || weight.suggest_memory_format() == last);
    return {is_last ? y.contiguous(last) : y.contiguous()};
}

Stack batch_norm(const Stack& in) {
    const auto [y, mean, inverse_std] =
        at::native_batch_norm(in[0].toTensor(), in[1].toTensor(), in[2].toTensor(), in[3].toTensor(),
                              in[4].toTensor(), in[5].toBool(), in[6].toDouble(), in[7].toDouble());
    return {y, mean, inverse_std, at::empty({0}, at::kByte)};
}
Stack batch_norm_backward(const Stack& in) {
    const auto [dx, d_weight, d_bias] = at::native_batch_norm_backward(
        in[1].toTensor(), in[0].toTensor(), in[2].toTensor(), in[3].toTensor(), in[4].toTensor(),
        in[5].toTensor(), in[6].toTensor(), /*train=*/true, in[7].toDouble(), {true, true, true});
    return {dx, d_weight, d_bias};
}

}  // namespace

const HostCode* host_code_of(const std::string& name) {
    static const std::map<std::string, HostCode> all{
        {"batch_norm_stats", statistics},
        {"batch_norm_elemt", normalized},
        {"batch_norm_gather_stats", gathered_statistics},
        {"batch_norm_gather_stats_with_counts", gathered_statistics},
        {"batch_norm_backward_reduce", reduced_gradients},
        {"batch_norm_backward_elemt", input_gradient},
        {"cudnn_batch_norm", batch_norm},
        {"cudnn_batch_norm_backward", batch_norm_backward},
        {"cudnn_convolution", convolution}};
    const auto found = all.find(name);
    return found == all.end() ? nullptr : &found->second;
}

}  // namespace fake_cuda
