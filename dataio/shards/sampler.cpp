#include "dataio/shards/sampler.h"

#include <fmt/format.h>

#include <algorithm>

#include "dataio/data_error.h"
#include "dataio/splitmix.h"

namespace gren {

Sampler::Sampler(std::vector<std::int64_t> pool, std::int64_t global_batch, std::uint64_t seed,
                 bool drop_last)
    : pool_(std::move(pool)), global_batch_(global_batch), seed_(seed), drop_last_(drop_last) {
    if (global_batch_ < 1)
        throw DataError(fmt::format("found a global batch of {} images, expected at least 1", global_batch_));
    if (static_cast<std::int64_t>(pool_.size()) < global_batch_)
        throw DataError(fmt::format(
            "a global batch of {} images is larger than the {} training images; use fewer ranks, a smaller "
            "--batch-per-rank or a larger split",
            global_batch_, pool_.size()));
}

std::int64_t Sampler::steps_per_epoch() const {
    const auto images = static_cast<std::int64_t>(pool_.size());
    return (drop_last_ ? images : images + global_batch_ - 1) / global_batch_;
}

std::int64_t Sampler::left_out_of_epoch() const {
    return drop_last_ ? static_cast<std::int64_t>(pool_.size()) % global_batch_ : 0;
}

std::vector<std::int64_t> Sampler::batch(std::int64_t step) const {
    const auto epoch = static_cast<std::uint64_t>(step / steps_per_epoch());
    // Two rounds of mixing, so that seed s at epoch e+1 is not seed s+1 at epoch e.
    SplitMix64 random(SplitMix64(seed_).next() + epoch);
    std::vector<std::int64_t> order = pool_;
    shuffle(order, random);
    const auto first = order.begin() + step % steps_per_epoch() * global_batch_;
    return {first, first + batch_size(step)};
}

std::int64_t Sampler::batch_size(std::int64_t step) const {
    const auto first = step % steps_per_epoch() * global_batch_;
    return std::min(global_batch_, static_cast<std::int64_t>(pool_.size()) - first);
}

std::vector<std::int64_t> rows_per_rank(std::int64_t rows, int world) {
    std::vector<std::int64_t> share(static_cast<std::size_t>(world), rows / world);
    for (std::int64_t rank = 0; rank < rows % world; ++rank) ++share[static_cast<std::size_t>(rank)];
    return share;
}

std::vector<std::int64_t> share_of(const std::vector<std::int64_t>& batch, int rank, int world) {
    const auto rows = rows_per_rank(static_cast<std::int64_t>(batch.size()), world);
    std::int64_t first = 0;
    for (int r = 0; r < rank; ++r) first += rows[static_cast<std::size_t>(r)];
    const auto begin = batch.begin() + first;
    return {begin, begin + rows[static_cast<std::size_t>(rank)]};
}

}  // namespace gren
