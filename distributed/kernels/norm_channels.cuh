// What a synchronized batch norm computes for each channel between its passes over the pixels and its
// all-reduces. C channels; sums over values are float64, as they travel. One thread a channel on a GPU, a
// loop on the CPU (per_channel.h).
#pragma once

#include <cmath>

#include "distributed/kernels/host_device.cuh"

namespace gren::kernels {

// Σx, Σx² and the count of a rank's values, from their mean and biased variance.
template <typename T>
struct OwnSums {
    static constexpr const char* kName = "gren::own_sums";
    std::int64_t channels;
    const T *mean, *variance;  // [C]
    double count;              // values per channel
    double* sums;              // [2C + 1] Σx, Σx², count

    GREN_HOST_DEVICE void channel(std::int64_t c) const {
        const double m = mean[c], v = variance[c];
        sums[c] = m * count;
        sums[channels + c] = (v + m * m) * count;
        if (c == 0) sums[2 * channels] = count;
    }
};

// Mean and 1/√(variance + ε) of all ranks' values, and the running statistics moved towards them, the
// variance unbiased, as torch.nn.BatchNorm2d does. Without values (count 0) these stay.
template <typename T, typename Running>
struct GlobalStatistics {
    static constexpr const char* kName = "gren::global_statistics";
    std::int64_t channels;
    const double* sums;  // [2C + 1], over all ranks
    double epsilon, momentum;
    T *mean, *inverse_std;                     // [C]
    Running *running_mean, *running_variance;  // [C]
    std::int64_t* batches;                     // num_batches_tracked; or null

    GREN_HOST_DEVICE void channel(std::int64_t c) const {
        const double count = sums[2 * channels], values = count > 1 ? count : 1;
        const double m = sums[c] / values, square = sums[channels + c] / values - m * m;
        const double variance = square > 0 ? square : 0;
        mean[c] = static_cast<T>(m);
        inverse_std[c] = static_cast<T>(1 / std::sqrt(variance + epsilon));
        if (c == 0 && batches != nullptr) *batches += 1;
        if (count < 2) return;
        move(running_mean[c], m);
        move(running_variance[c], variance * (count / (count - 1)));
    }
    GREN_HOST_DEVICE void move(Running& running, double towards) const {
        running += static_cast<Running>(momentum) * (static_cast<Running>(towards) - running);
    }
};

// Σdy and Σdy·x̂ of a rank's pixels, side by side as they travel.
template <typename T>
struct OwnGradientSums {
    static constexpr const char* kName = "gren::own_gradient_sums";
    std::int64_t channels;
    const T *d_bias, *d_weight;  // [C]
    double* sums;                // [2C]

    GREN_HOST_DEVICE void channel(std::int64_t c) const {
        sums[c] = d_bias[c];
        sums[channels + c] = d_weight[c];
    }
};

// What ATen's batch_norm_backward_elemt wants of all ranks' sums: means in place of sums, since its count of
// 32 bits would not hold a large world's, and that count, 1.
template <typename T>
struct MeanGradients {
    static constexpr const char* kName = "gren::mean_gradients";
    std::int64_t channels;
    const double *sums, *count;     // [2C], [1] over all ranks
    const T* inverse_std;           // [C]
    T *mean_dy, *mean_dy_centered;  // [C] of dy and of dy · (x - mean)
    std::int32_t* one;              // [1]

    GREN_HOST_DEVICE void channel(std::int64_t c) const {
        const double values = *count > 1 ? *count : 1;
        mean_dy[c] = static_cast<T>(sums[c] / values);
        mean_dy_centered[c] = static_cast<T>(sums[channels + c] / values / inverse_std[c]);
        if (c == 0) *one = 1;
    }
};

// One of these as a kernel. LIMIT: channels.
template <typename Work>
struct PerChannel {
    static constexpr int kThreads = 128, kResident = 8;
    using Shared = Nothing;
    using Thread = Nothing;
    Work work;

    GREN_HOST_DEVICE std::int64_t blocks() const { return ceiling_divide(work.channels, kThreads); }
    template <typename Block>
    GREN_HOST_DEVICE void run(std::int64_t index, Block& block) const {
        block.each([&](int thread, Nothing&) {
            const auto c = index * kThreads + thread;
            if (c < work.channels) work.channel(c);
        });
    }
};

}  // namespace gren::kernels

// X(type) for each type of work; float32 buffers beside float64 statistics are the CPU's, whose code names
// the launch, too.
#define GREN_GPU_CHANNEL_WORK(X)        \
    X(OwnSums<float>)                   \
    X(OwnSums<double>)                  \
    X(GlobalStatistics<float, float>)   \
    X(GlobalStatistics<double, double>) \
    X(GlobalStatistics<double, float>)  \
    X(OwnGradientSums<float>)           \
    X(OwnGradientSums<double>)          \
    X(MeanGradients<float>)             \
    X(MeanGradients<double>)
