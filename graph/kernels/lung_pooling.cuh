// Masked means of F over the two lungs and their gradient: graph/lung_features.h, `pooled`, on a GPU. F is
// read (forward) or written (backward) once, in the layout it has. A block takes channels of one image and
// splits the places of the grid into lanes; neighboring threads read neighboring addresses: channels if
// they lie together, places otherwise. LIMIT: images·⌈channels/8⌉.
#pragma once

#include "distributed/kernels/host_device.cuh"

namespace gren::kernels {

inline constexpr double kLeastShare = 1e-6;  // a lung that is not there pools to 0, not to 0/0

// F as it lies in memory: [images, places, channels] if channels_last, else [images, channels, places].
struct FeatureLayout {
    std::int64_t images, channels, places;  // places: h·w
    bool channels_last;
};

// Which channel and which places of the grid a thread takes.
struct PoolingPlaces : FeatureLayout {
    static constexpr int kThreads = 256, kResident = 5;

    GREN_HOST_DEVICE int tile() const { return channels_last ? 32 : 8; }  // channels of a block
    GREN_HOST_DEVICE int lanes() const { return kThreads / tile(); }
    GREN_HOST_DEVICE std::int64_t tiles() const { return ceiling_divide(channels, tile()); }
    GREN_HOST_DEVICE std::int64_t blocks() const { return places == 0 ? 0 : images * tiles(); }
    GREN_HOST_DEVICE std::int64_t image(std::int64_t block) const { return block / tiles(); }

    GREN_HOST_DEVICE int lane(int thread) const { return channels_last ? thread / 32 : thread % 32; }
    GREN_HOST_DEVICE int slot(int thread) const { return channels_last ? thread % 32 : thread / 32; }
    GREN_HOST_DEVICE std::int64_t channel(std::int64_t block, int slot) const {
        return block % tiles() * tile() + slot;
    }
    GREN_HOST_DEVICE std::int64_t feature(std::int64_t b, std::int64_t c, std::int64_t p) const {
        return channels_last ? (b * places + p) * channels + c : (b * channels + c) * places + p;
    }
};

// pooled_bmc = Σ_p s_bmp F_bcp / total_bm, total_bm = max(Σ_p s_bmp, kLeastShare), s the fractions. Sums in T
// over 8 (channels_last) or 32 lanes of places, then over the lanes: |error| ≤ (⌈places/lanes⌉ + lanes + 2)
// ulp of the sum of absolute values.
template <typename T>
struct LungPooling : PoolingPlaces {
    using Thread = Nothing;
    struct Shared {
        T feature[2][kThreads], share[2][kThreads];  // sums of each thread, for each lung
    };

    const T* features;   // F
    const T* fractions;  // [images, 2, places]
    T* pooled;           // [images, 2, channels]
    T* total;            // [images, 2]

    GREN_HOST_DEVICE void sum_lane(Shared& shared, std::int64_t block, int thread) const {
        const auto b = image(block), c = channel(block, slot(thread));
        const T* share = fractions + b * 2 * places;
        T left = 0, right = 0, left_share = 0, right_share = 0;
        for (std::int64_t p = lane(thread); p < places; p += lanes()) {
            const T f = c < channels ? features[feature(b, c, p)] : T{0};
            left += share[p] * f;
            right += share[places + p] * f;
            left_share += share[p];
            right_share += share[places + p];
        }
        shared.feature[0][thread] = left;
        shared.feature[1][thread] = right;
        shared.share[0][thread] = left_share;
        shared.share[1][thread] = right_share;
    }

    // The threads of the first two lanes add up a lung each.
    GREN_HOST_DEVICE void divide(const Shared& shared, std::int64_t block, int thread) const {
        const int lung = lane(thread), own = slot(thread);
        if (lung >= 2) return;
        T feature_sum = 0, share_sum = 0;
        for (int l = 0; l < lanes(); ++l) {
            const int other = channels_last ? l * 32 + own : own * 32 + l;
            feature_sum += shared.feature[lung][other];
            share_sum += shared.share[lung][other];
        }
        const T divisor = share_sum < T(kLeastShare) ? T(kLeastShare) : share_sum;
        const auto row = image(block) * 2 + lung, c = channel(block, own);
        if (c < channels) pooled[row * channels + c] = feature_sum / divisor;
        if (c == 0) total[row] = divisor;
    }

    template <typename Block>
    GREN_HOST_DEVICE void run(std::int64_t index, Block& block) const {
        block.each([&](int thread, Nothing&) { sum_lane(block.shared, index, thread); });
        block.each([&](int thread, Nothing&) { divide(block.shared, index, thread); });
    }
};

// to_features_bcp = Σ_m gradient_bmc s_bmp / total_bm, overwritten.
template <typename T>
struct LungPoolingBackward : PoolingPlaces {
    using Shared = Nothing;
    using Thread = Nothing;

    const T* gradient;   // of pooled, [images, 2, channels]
    const T* fractions;  // [images, 2, places]
    const T* total;      // [images, 2]
    T* to_features;      // as F

    template <typename Block>
    GREN_HOST_DEVICE void run(std::int64_t index, Block& block) const {
        block.each([&](int thread, Nothing&) {
            const auto b = image(index), c = channel(index, slot(thread));
            if (c >= channels) return;
            const T* share = fractions + b * 2 * places;
            const T left = gradient[2 * b * channels + c] / total[2 * b];
            const T right = gradient[(2 * b + 1) * channels + c] / total[2 * b + 1];
            for (std::int64_t p = lane(thread); p < places; p += lanes())
                to_features[feature(b, c, p)] = left * share[p] + right * share[places + p];
        });
    }
};

}  // namespace gren::kernels
