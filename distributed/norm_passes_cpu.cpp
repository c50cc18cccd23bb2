#include <ATen/Dispatch.h>

#include <algorithm>

#include "distributed/channel_sums.h"
#include "distributed/norm_passes.h"

namespace gren {
namespace {

using torch::Tensor;

// Coefficients of an affine map per channel, computed in float64 and rounded once.
struct Affine {
    double scale, shift;
};

// x · scale + shift per channel, [B, C, H, W]. A batch norm with mean 0 and variance 1 is torch's one fused
// pass for that, for both memory layouts and for bfloat16 with float32 coefficients.
template <typename OfChannel>
Tensor affine(const Tensor& x, at::ScalarType type, const OfChannel& of_channel) {
    const auto channels = x.size(1);
    const auto rows = torch::empty({4, channels}, x.options().dtype(type));
    AT_DISPATCH_FLOATING_TYPES(type, "affine", [&] {
        auto* const scale = rows.data_ptr<scalar_t>();
        for (std::int64_t c = 0; c < channels; ++c) {
            const Affine map = of_channel(c);
            scale[c] = static_cast<scalar_t>(map.scale);
            scale[channels + c] = static_cast<scalar_t>(map.shift);
        }
        std::fill_n(scale + 2 * channels, channels, scalar_t{0});
        std::fill_n(scale + 3 * channels, channels, scalar_t{1});
    });
    return std::get<0>(torch::native_batch_norm(x, rows[0], rows[1], rows[2], rows[3],
                                                /*training=*/false, /*momentum=*/0, /*eps=*/0));
}

// Parameters as float64, for reading channel by channel.
struct Values {
    Tensor kept;
    const double* at;
    explicit Values(const Tensor& tensor)
        : kept(tensor.to(torch::kFloat64)), at(kept.const_data_ptr<double>()) {}
    double operator[](std::int64_t c) const { return at[c]; }
};

class NormPassesOfCpu : public NormPasses {
  public:
    Tensor own_sums(const Tensor& x) const override {
        const auto channels = x.size(1), values = x.numel() / channels;  // of a channel
        auto sums = torch::empty({2 * channels + 1}, x.options().dtype(torch::kFloat64));
        channel_sums(x, x, sums.data_ptr<double>());
        sums.data_ptr<double>()[2 * channels] = static_cast<double>(values);
        return sums;
    }

    Tensor normalized(const Tensor& x, const Tensor& weight, const Tensor& bias,
                      const NormStatistics& statistics) const override {
        const Values w(weight), b(bias), mean(statistics.mean), inverse_std(statistics.inverse_std);
        return affine(x, weight.scalar_type(), [&](std::int64_t c) {
            const double scale = w[c] * inverse_std[c];
            return Affine{scale, b[c] - mean[c] * scale};
        });
    }

    OwnGradients own_gradients(const Tensor& dy, const Tensor& x, const Tensor& weight,
                               const NormStatistics& statistics) const override {
        const auto channels = x.size(1);
        OwnGradients own{torch::empty_like(weight), torch::empty_like(weight),
                         torch::empty({2 * channels}, statistics.count.options())};
        auto* const sums = own.sums.data_ptr<double>();
        channel_sums(dy, x, sums);
        const Values mean(statistics.mean), inverse_std(statistics.inverse_std);
        AT_DISPATCH_FLOATING_TYPES(weight.scalar_type(), "own_gradients", [&] {
            for (std::int64_t c = 0; c < channels; ++c) {
                sums[channels + c] = (sums[channels + c] - mean[c] * sums[c]) * inverse_std[c];
                own.bias.data_ptr<scalar_t>()[c] = static_cast<scalar_t>(sums[c]);
                own.weight.data_ptr<scalar_t>()[c] = static_cast<scalar_t>(sums[channels + c]);
            }
        });
        return own;
    }

    // An affine map of x, plus scale · dy.
    Tensor input_gradient(const Tensor& dy, const Tensor& x, const Tensor& weight,
                          const NormStatistics& statistics, const Tensor& sums) const override {
        const auto channels = x.size(1);
        const auto type = weight.scalar_type();
        const Values w(weight), mean(statistics.mean), inverse_std(statistics.inverse_std), sum(sums),
            count(statistics.count);
        const double values = std::max(count[0], 1.0);
        auto dx = affine(x, type, [&](std::int64_t c) {
            const double scale = w[c] * inverse_std[c];
            const double x_scale = -scale * inverse_std[c] * (sum[channels + c] / values);
            return Affine{x_scale, -x_scale * mean[c] - scale * (sum[c] / values)};
        });
        if (x.scalar_type() != type)  // mixed dtypes would make addcmul_ widen whole tensors
            return dx.add_(affine(dy, type, [&](std::int64_t c) {
                return Affine{w[c] * inverse_std[c], 0};
            }));
        const auto scale = torch::empty_like(weight);
        AT_DISPATCH_FLOATING_TYPES(type, "input_gradient", [&] {
            for (std::int64_t c = 0; c < channels; ++c)
                scale.data_ptr<scalar_t>()[c] = static_cast<scalar_t>(w[c] * inverse_std[c]);
        });
        return dx.addcmul_(dy, scale.view({-1, 1, 1}));
    }
};

}  // namespace

const NormPasses& norm_passes_of_cpu() {
    static const NormPassesOfCpu passes;
    return passes;
}

}  // namespace gren
