#include "distributed/sync_normalize.h"

#include <torch/autograd.h>

#include "distributed/channel_sums.h"
#include "distributed/collectives.h"
#include "distributed/fused_normalize.h"
#include "distributed/saved_world.h"

namespace gren {
namespace {

using torch::Tensor;

// A rank alone has nobody to ask; its kernels may be recorded (work_recorder.h), a collective may not.
void sum_over_ranks(World* world, Tensor& sums) {
    if (world != nullptr && world->size() > 1) all_reduce_sum(*world, sums);
}

// Σ x, Σ x² and the count of this rank's values, [2C + 1] float64
Tensor own_sums(const Tensor& x) {
    const auto channels = x.size(1);
    if (x.numel() == 0) return torch::zeros({2 * channels + 1}, x.options().dtype(torch::kFloat64));
    const auto count =
        torch::full({1}, static_cast<double>(x.numel() / channels), x.options().dtype(torch::kFloat64));
    if (x.is_cpu()) return torch::cat({channel_sums(x, x).flatten(), count});
    // With buffers to update, torch returns statistics of their type, also for bfloat16 images.
    const auto type = x.scalar_type() == torch::kFloat64 ? torch::kFloat64 : torch::kFloat32;
    const auto unused = torch::zeros({channels}, x.options().dtype(type));
    const auto [own_mean, own_variance] = torch::batch_norm_update_stats(x, unused, unused.clone(), 0);
    const auto mean = own_mean.to(torch::kFloat64), variance = own_variance.to(torch::kFloat64);
    return torch::cat({mean * count, (variance + mean.square()) * count, count});
}

struct ParameterGradients {
    Tensor weight, bias;  // Σ dy · x̂ and Σ dy of this rank's pixels, [C]
    Tensor sums;          // bias and weight again, [2, C] float64, in memory of their own
};

ParameterGradients own_gradients(const Tensor& dy, const Tensor& x, const Tensor& weight, const Tensor& mean,
                                 const Tensor& inverse_std) {
    const auto type = weight.scalar_type();
    if (x.is_cuda() && x.numel() > 0) {
        const auto [d_weight, d_bias] =
            fused_parameter_gradients(dy, x, weight, mean.to(type), inverse_std.to(type));
        return {d_weight, d_bias, torch::stack({d_bias, d_weight}).to(torch::kFloat64)};
    }
    auto sums = torch::zeros({2, x.size(1)}, mean.options());
    if (x.numel() > 0) {
        sums = channel_sums(dy, x);
        sums[1].sub_(mean * sums[0]).mul_(inverse_std);
    }
    const auto copies = sums.to(type, /*non_blocking=*/false, /*copy=*/true);
    return {copies[1], copies[0], sums};
}

// x · scale + shift per channel, [B, C, H, W]. A batch norm with mean 0 and variance 1 is torch's one fused
// pass for that, for both memory layouts and for bfloat16 with float32 coefficients.
Tensor affine(const Tensor& x, const Tensor& scale, const Tensor& shift, at::ScalarType type) {
    if (x.numel() == 0) return torch::empty_like(x);
    const auto options = scale.options().dtype(type);
    const auto zeros = torch::zeros(scale.sizes(), options), ones = torch::ones(scale.sizes(), options);
    return std::get<0>(torch::native_batch_norm(x, scale.to(type), shift.to(type), zeros, ones,
                                                /*training=*/false, /*momentum=*/0, /*eps=*/0));
}

struct SyncNormalize : torch::autograd::Function<SyncNormalize> {
    static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& x, const Tensor& weight,
                          const Tensor& bias, const Tensor& mean, const Tensor& inverse_std,
                          const Tensor& count, World* world) {
        context->save_for_backward({x, weight, mean, inverse_std, count});
        context->saved_data["world"] = saved_world(world);
        const auto type = weight.scalar_type();
        if (x.is_cuda() && x.numel() > 0)
            return fused_normalize(x, weight, bias, mean.to(type), inverse_std.to(type));
        const auto scale = weight * inverse_std;
        return affine(x, scale, bias - mean * scale, type);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto &x = saved[0], &weight = saved[1], &mean = saved[2], &inverse_std = saved[3],
                   &count = saved[4];
        auto* const world = world_of(context->saved_data["world"]);
        const auto type = weight.scalar_type();
        // torch's fast loops want both in one layout.
        const auto dy = gradients[0].contiguous(x.suggest_memory_format());

        auto [d_weight, d_bias, sums] = own_gradients(dy, x, weight, mean, inverse_std);
        sum_over_ranks(world, sums);
        const auto means = sums / count.clamp_min(1);
        if (x.is_cuda() && x.numel() > 0)
            return {fused_input_gradient(dy, x, weight, mean.to(type), inverse_std.to(type),
                                         means[0].to(type), means[1].to(type)),
                    d_weight,
                    d_bias,
                    Tensor(),
                    Tensor(),
                    Tensor(),
                    Tensor()};

        // dx = scale · (dy − mean(dy) − x̂ · mean(dy · x̂)): an affine map of x, plus scale · dy.
        const auto scale = weight * inverse_std;
        const auto x_scale = -scale * inverse_std * means[1];
        auto dx = affine(x, x_scale, -x_scale * mean - scale * means[0], type);
        if (x.scalar_type() == type)
            dx.addcmul_(dy, scale.to(type).view({-1, 1, 1}));
        else  // mixed dtypes would make addcmul_ widen whole tensors
            dx.add_(affine(dy, scale, torch::zeros_like(scale), type));
        return {dx, d_weight, d_bias, Tensor(), Tensor(), Tensor(), Tensor()};
    }
};

}  // namespace

Moments global_moments(World* world, const Tensor& x) {
    const torch::NoGradGuard no_grad;
    const auto channels = x.size(1);
    auto sums = own_sums(x);
    sum_over_ranks(world, sums);
    const auto count = sums[-1];
    const auto per_value = sums.narrow(0, 0, 2 * channels).view({2, channels}) / count.clamp_min(1);
    return {per_value[0], (per_value[1] - per_value[0].square()).clamp_min(0), count};
}

Tensor sync_normalize(World* world, const Tensor& x, const Tensor& weight, const Tensor& bias,
                      const Moments& moments, double epsilon) {
    const auto inverse_std = (moments.variance + epsilon).rsqrt();
    return SyncNormalize::apply(x, weight, bias, moments.mean, inverse_std, moments.count, world);
}

}  // namespace gren
