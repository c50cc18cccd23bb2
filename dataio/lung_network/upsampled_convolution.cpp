#include "dataio/lung_network/upsampled_convolution.h"

#include <ATen/Parallel.h>
#include <ATen/ops/mkldnn_convolution.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace gren {
namespace {

using Index = std::int64_t;
constexpr Index kTaps = 3, kTerms = 2 * kTaps;

// An enlarged place's neighbours under the kernel, each between two places of the small grid.
struct Terms {
    std::array<Index, kTerms> place{}, tap{};
    std::array<float, kTerms> weight{};  // 0 outside the image
};

// As torch enlarges with align_corners=False, along one side.
std::vector<Terms> terms_along(Index small, Index large) {
    std::vector<Terms> all(static_cast<std::size_t>(large));
    for (Index at = 0; at < large; ++at)
        for (Index tap = 0; tap < kTaps; ++tap) {
            const Index neighbour = at + tap - 1;
            if (neighbour < 0 || neighbour >= large) continue;
            const double scale = static_cast<double>(small) / static_cast<double>(large);
            const double source = std::max(0., (static_cast<double>(neighbour) + .5) * scale - .5);
            const Index below = static_cast<Index>(source), above = std::min(below + 1, small - 1);
            const auto share = static_cast<float>(source - static_cast<double>(below));
            Terms& terms = all[static_cast<std::size_t>(at)];
            const auto term = static_cast<std::size_t>(2 * tap);
            terms.place[term] = below, terms.place[term + 1] = above;
            terms.tap[term] = terms.tap[term + 1] = tap;
            terms.weight[term] = 1 - share, terms.weight[term + 1] = share;
        }
    return all;
}

// out[i] (+)= Σ weight · from[i], over the terms.
template <bool kAdds>
void combine(const std::array<const float*, kTerms>& from, const std::array<float, kTerms>& weight,
             Index count, float* out) {
    for (Index i = 0; i < count; ++i) {
        float value = kAdds ? out[i] : 0;
        for (std::size_t term = 0; term < kTerms; ++term) value += weight[term] * from[term][i];
        out[i] = value;
    }
}

// One image: mixed [h, w, 3, 3, C], sum [H, W, C].
struct Enlargement {
    const float* mixed;
    float* sum;
    Index small_width, width, channels;
    const std::vector<Terms>&rows, &columns;

    // A row of the small grid, enlarged along itself: [3, W, C].
    void enlarge_row(Index row, float* out) const {
        for (Index tap = 0; tap < kTaps; ++tap)
            for (const Terms& terms : columns) {
                std::array<const float*, kTerms> from{};
                for (std::size_t term = 0; term < kTerms; ++term)
                    from[term] = mixed + (((row * small_width + terms.place[term]) * kTaps + tap) * kTaps +
                                          terms.tap[term]) *
                                             channels;
                combine<false>(from, terms.weight, channels, out);
                out += channels;
            }
    }

    void add_rows(Index begin, Index end) const {
        constexpr Index kKept = 3;  // rows of the small grid that a row of the large one can need
        const Index row_size = width * channels;
        std::array<std::vector<float>, kKept> kept;
        std::array<Index, kKept> kept_row{-1, -1, -1};
        for (std::vector<float>& row : kept) row.resize(static_cast<std::size_t>(kTaps * row_size));
        for (Index at = begin; at < end; ++at) {
            const Terms& terms = rows[static_cast<std::size_t>(at)];
            std::array<const float*, kTerms> from{};
            for (std::size_t term = 0; term < kTerms; ++term) {
                const auto slot = static_cast<std::size_t>(terms.place[term] % kKept);
                if (terms.weight[term] != 0 && kept_row[slot] != terms.place[term]) {
                    enlarge_row(terms.place[term], kept[slot].data());
                    kept_row[slot] = terms.place[term];
                }
                from[term] = kept[slot].data() + terms.tap[term] * row_size;
            }
            combine<true>(from, terms.weight, row_size, sum + at * row_size);
        }
    }
};

}  // namespace

void add_upsampled_convolution(torch::Tensor& sum, const torch::Tensor& x, const torch::Tensor& kernel) {
    const Index channels = sum.size(1), height = sum.size(2), width = sum.size(3);
    const torch::Tensor mixing = kernel.permute({2, 3, 0, 1}).reshape({-1, kernel.size(1), 1, 1});
    // By name: for a single thread torch::conv2d takes a slower way.
    const torch::Tensor mixed =
        at::mkldnn_convolution(x, mixing, /*bias=*/{}, /*padding=*/{0, 0}, /*stride=*/{1, 1},
                               /*dilation=*/{1, 1}, /*groups=*/1)
            .contiguous(at::MemoryFormat::ChannelsLast);
    const auto rows = terms_along(x.size(2), height), columns = terms_along(x.size(3), width);
    for (Index image = 0; image < sum.size(0); ++image) {
        const Enlargement enlargement{mixed[image].data_ptr<float>(),
                                      sum[image].data_ptr<float>(),
                                      x.size(3),
                                      width,
                                      channels,
                                      rows,
                                      columns};
        at::parallel_for(0, height, /*grain_size=*/16,
                         [&](Index begin, Index end) { enlargement.add_rows(begin, end); });
    }
}

}  // namespace gren
