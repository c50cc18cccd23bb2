// ATen has these kernels for CUDA alone; they are those of PyTorch's SyncBatchNorm.
#include "distributed/kernels/per_channel.h"
#include "distributed/norm_passes.h"

namespace gren {
namespace {

using torch::Tensor;

template <typename Function>
void with_type_of(const Tensor& tensor, const Function& function) {
    if (tensor.scalar_type() == torch::kFloat64)
        function(double{});
    else
        function(float{});
}

class NormPassesOfGpu : public NormPasses {
  public:
    Tensor own_sums(const Tensor& x) const override {
        const auto channels = x.size(1), values = x.numel() / channels;  // of a channel
        // With buffers to update, torch returns statistics of their type, also for bfloat16 images.
        const auto type = x.scalar_type() == torch::kFloat64 ? torch::kFloat64 : torch::kFloat32;
        const auto unused = torch::empty({channels}, x.options().dtype(type));
        const auto [mean, variance] = torch::batch_norm_update_stats(x, unused, unused, /*momentum=*/0);
        auto sums = torch::empty({2 * channels + 1}, x.options().dtype(torch::kFloat64));
        with_type_of(mean, [&, m = mean, v = variance](auto type_of) {
            using T = decltype(type_of);
            for_each_channel(x, kernels::OwnSums<T>{channels, m.template const_data_ptr<T>(),
                                                    v.template const_data_ptr<T>(),
                                                    static_cast<double>(values), sums.data_ptr<double>()});
        });
        return sums;
    }

    Tensor normalized(const Tensor& x, const Tensor& weight, const Tensor& bias,
                      const NormStatistics& statistics) const override {
        return torch::batch_norm_elemt(x, weight, bias, statistics.mean, statistics.inverse_std, /*eps=*/0);
    }

    OwnGradients own_gradients(const Tensor& dy, const Tensor& x, const Tensor& weight,
                               const NormStatistics& statistics) const override {
        const auto [unused_dy, unused_centered, d_weight, d_bias] =
            torch::batch_norm_backward_reduce(dy, x, statistics.mean, statistics.inverse_std, weight,
                                              /*input_g=*/false, /*weight_g=*/true, /*bias_g=*/true);
        OwnGradients own{d_weight, d_bias, torch::empty({2 * x.size(1)}, statistics.count.options())};
        with_type_of(weight, [&](auto type_of) {
            using T = decltype(type_of);
            for_each_channel(
                x, kernels::OwnGradientSums<T>{x.size(1), own.bias.const_data_ptr<T>(),
                                               own.weight.const_data_ptr<T>(), own.sums.data_ptr<double>()});
        });
        return own;
    }

    Tensor input_gradient(const Tensor& dy, const Tensor& x, const Tensor& weight,
                          const NormStatistics& statistics, const Tensor& sums) const override {
        const auto mean_dy = torch::empty_like(statistics.mean),
                   mean_dy_centered = torch::empty_like(mean_dy);
        const auto one = torch::empty({1}, x.options().dtype(torch::kInt32));
        with_type_of(mean_dy, [&](auto type_of) {
            using T = decltype(type_of);
            for_each_channel(
                x, kernels::MeanGradients<T>{
                       x.size(1), sums.const_data_ptr<double>(), statistics.count.const_data_ptr<double>(),
                       statistics.inverse_std.const_data_ptr<T>(), mean_dy.data_ptr<T>(),
                       mean_dy_centered.data_ptr<T>(), one.data_ptr<std::int32_t>()});
        });
        return torch::batch_norm_backward_elemt(dy, x, statistics.mean, statistics.inverse_std, weight,
                                                mean_dy, mean_dy_centered, one);
    }
};

}  // namespace

const NormPasses& norm_passes_of_gpu() {
    static const NormPassesOfGpu passes;
    return passes;
}

}  // namespace gren
