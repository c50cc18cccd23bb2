#include "distributed/sync_normalize.h"

#include <torch/autograd.h>

#include <stdexcept>

#include "distributed/collectives.h"
#include "distributed/kernels/per_channel.h"
#include "distributed/norm_passes.h"
#include "distributed/saved_world.h"

namespace gren {
namespace {

using torch::Tensor;

// A rank alone has nobody to ask.
void sum_over_ranks(World* world, Tensor& sums) {
    if (world != nullptr && world->size() > 1) all_reduce_sum(*world, sums);
}

// Reading the count makes the host wait for a GPU: only where this rank's values leave a question open.
void require_spread(const Tensor& x, const Tensor& count) {
    if (x.numel() / x.size(1) > 1 || count.item<double>() != 1) return;
    throw std::invalid_argument(
        "batch norm got one value per channel, which has no variance: use more images or pixels, or frozen "
        "statistics");
}

// Module::to(dtype) changes the type of a count, too: such a one is moved on by itself.
std::int64_t* counter(torch::Tensor& batches) {
    if (batches.scalar_type() == torch::kInt64) return batches.data_ptr<std::int64_t>();
    batches += 1;
    return nullptr;
}

template <typename Statistic, typename Running>
void fill(const Tensor& sums, NormStatistics& statistics, RunningStatistics& running, double momentum,
          double epsilon) {
    for_each_channel(sums, kernels::GlobalStatistics<Statistic, Running>{
                               statistics.mean.numel(), sums.const_data_ptr<double>(), epsilon, momentum,
                               statistics.mean.data_ptr<Statistic>(),
                               statistics.inverse_std.data_ptr<Statistic>(), running.mean.data_ptr<Running>(),
                               running.variance.data_ptr<Running>(), counter(running.batches)});
}

struct SyncNormalize : torch::autograd::Function<SyncNormalize> {
    static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& x, const Tensor& weight,
                          const Tensor& bias, const Tensor& mean, const Tensor& inverse_std,
                          const Tensor& count, World* world) {
        context->save_for_backward({x, weight, mean, inverse_std, count});
        context->saved_data["world"] = saved_world(world);
        if (x.numel() == 0) return torch::empty_like(x);
        return norm_passes_of(x.device()).normalized(x, weight, bias, {mean, inverse_std, count});
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto &x = saved[0], &weight = saved[1];
        const NormStatistics statistics{saved[2], saved[3], saved[4]};
        auto* const world = world_of(context->saved_data["world"]);
        if (x.numel() == 0) {  // the others wait for this rank's sums
            auto sums = torch::zeros({2 * x.size(1)}, statistics.count.options());
            sum_over_ranks(world, sums);
            const auto none = torch::zeros_like(weight);
            return {torch::empty_like(x), none, none, Tensor(), Tensor(), Tensor(), Tensor()};
        }
        const auto& passes = norm_passes_of(x.device());
        // torch's fast loops want both in one layout.
        const auto dy = gradients[0].contiguous(x.suggest_memory_format());
        auto own = passes.own_gradients(dy, x, weight, statistics);
        sum_over_ranks(world, own.sums);
        const auto dx = passes.input_gradient(dy, x, weight, statistics, own.sums);
        return {dx, own.weight, own.bias, Tensor(), Tensor(), Tensor(), Tensor()};
    }
};

}  // namespace

NormStatistics batch_statistics(World* world, const Tensor& x, RunningStatistics& running, double momentum,
                                double epsilon) {
    const torch::NoGradGuard no_grad;
    const auto channels = x.size(1);
    auto sums = x.numel() == 0 ? torch::zeros({2 * channels + 1}, x.options().dtype(torch::kFloat64))
                               : norm_passes_of(x.device()).own_sums(x);
    sum_over_ranks(world, sums);
    const auto count = sums.narrow(0, 2 * channels, 1);
    require_spread(x, count);
    const auto type = running.mean.scalar_type();
    const auto options = x.options().dtype(x.is_cuda() ? type : torch::kFloat64);
    NormStatistics statistics{torch::empty({channels}, options), torch::empty({channels}, options), count};
    if (type == torch::kFloat64)
        fill<double, double>(sums, statistics, running, momentum, epsilon);
    else if (x.is_cuda())
        fill<float, float>(sums, statistics, running, momentum, epsilon);
    else
        fill<double, float>(sums, statistics, running, momentum, epsilon);
    return statistics;
}

Tensor sync_normalize(World* world, const Tensor& x, const Tensor& weight, const Tensor& bias,
                      const NormStatistics& statistics) {
    return SyncNormalize::apply(x, weight, bias, statistics.mean, statistics.inverse_std, statistics.count,
                                world);
}

}  // namespace gren
