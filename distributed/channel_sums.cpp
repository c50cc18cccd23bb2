#include "distributed/channel_sums.h"

#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

namespace gren {
namespace {

// A task's share: its rows of its channels stay in the cache, its sums in the first level of it.
constexpr std::int64_t kRows = 1024, kChannels = 256;

// Adds up `rows` rows, `stride` values apart, of `width` channels. Four rows at a time, so that the sums are
// loaded and stored once for four values.
template <typename T>
[[gnu::always_inline]] inline void add_rows(const T* a, const T* b, std::int64_t rows, std::int64_t stride,
                                            std::int64_t width, double* __restrict sum,
                                            double* __restrict product) {
    const auto at = [](const T* values, std::int64_t i) { return static_cast<double>(values[i]); };
    for (; rows >= 4; rows -= 4, a += 4 * stride, b += 4 * stride)
        for (std::int64_t c = 0; c < width; ++c) {
            const double a0 = at(a, c), a1 = at(a, stride + c), a2 = at(a, 2 * stride + c),
                         a3 = at(a, 3 * stride + c);
            sum[c] += (a0 + a1) + (a2 + a3);
            product[c] += (a0 * at(b, c) + a1 * at(b, stride + c)) +
                          (a2 * at(b, 2 * stride + c) + a3 * at(b, 3 * stride + c));
        }
    for (; rows > 0; --rows, a += stride, b += stride)
        for (std::int64_t c = 0; c < width; ++c) {
            sum[c] += at(a, c);
            product[c] += at(a, c) * at(b, c);
        }
}

#if defined(__x86_64__)
// The same loop for the wide registers that the build may not count on.
template <typename T>
[[gnu::target("avx2,fma")]] void add_rows_avx2(const T* a, const T* b, std::int64_t rows, std::int64_t stride,
                                               std::int64_t width, double* sum, double* product) {
    add_rows(a, b, rows, stride, width, sum, product);
}
const bool kHasAvx2 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
#endif

template <typename T>
void add_rows_here(const T* a, const T* b, std::int64_t rows, std::int64_t stride, std::int64_t width,
                   double* sum, double* product) {
#if defined(__x86_64__)
    if (kHasAvx2) return add_rows_avx2(a, b, rows, stride, width, sum, product);
#endif
    add_rows(a, b, rows, stride, width, sum, product);
}

// a, b [rows, channels] -> one pair of sums for every kRows of them
template <typename T>
std::vector<double> partial_sums(const T* a, const T* b, std::int64_t rows, std::int64_t channels) {
    const auto blocks_of = [](std::int64_t values, std::int64_t block) {
        return (values + block - 1) / block;
    };
    const auto row_blocks = blocks_of(rows, kRows), channel_blocks = blocks_of(channels, kChannels);
    std::vector<double> partial(static_cast<std::size_t>(row_blocks * 2 * channels));
    auto* const sums = partial.data();
    at::parallel_for(0, row_blocks * channel_blocks, 1, [&](std::int64_t from, std::int64_t to) {
        for (auto task = from; task < to; ++task) {
            const auto block = task / channel_blocks;
            const auto row = block * kRows, channel = task % channel_blocks * kChannels;
            const auto start = row * channels + channel;
            auto* const own = sums + block * 2 * channels + channel;
            add_rows_here(a + start, b + start, std::min(kRows, rows - row), channels,
                          std::min(kChannels, channels - channel), own, own + channels);
        }
    });
    return partial;
}

// Block after block, in an order that no number of threads changes.
void add_up(const std::vector<double>& partial, std::int64_t size, double* sums) {
    std::fill_n(sums, size, 0.0);
    for (auto block = partial.begin(); block != partial.end(); block += size)
        std::transform(sums, sums + size, block, sums, std::plus<>());
}

}  // namespace

void channel_sums(const torch::Tensor& a, const torch::Tensor& b, double* sums) {
    TORCH_CHECK(a.sizes() == b.sizes() && a.scalar_type() == b.scalar_type(),
                "channel_sums() takes two tensors of one shape and dtype");
    const auto channels = a.size(1), rows = a.numel() / std::max<std::int64_t>(channels, 1);
    const auto x = a.contiguous(at::MemoryFormat::ChannelsLast);
    const auto y = b.contiguous(at::MemoryFormat::ChannelsLast);
    AT_DISPATCH_FLOATING_TYPES_AND(torch::kBFloat16, a.scalar_type(), "channel_sums", [&] {
        add_up(partial_sums(x.const_data_ptr<scalar_t>(), y.const_data_ptr<scalar_t>(), rows, channels),
               2 * channels, sums);
    });
}

}  // namespace gren
