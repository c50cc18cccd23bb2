// Which samples form the global batch of a step: a pure function of seed, epoch and step, whatever the
// number of ranks.
#pragma once

#include <cstdint>
#include <vector>

namespace gren {

class Sampler {
  public:
    // `pool`: indices into the data set, in an order all ranks share. `global_batch`: N images a step, over
    // all ranks. `drop_last`: an epoch ends with its last whole batch. Throws DataError: N < 1, a pool of
    // fewer than N images.
    Sampler(std::vector<std::int64_t> pool, std::int64_t global_batch, std::uint64_t seed,
            bool drop_last = false);
    // No image twice in an epoch. Its last batch may be smaller; with `drop_last` that one is left out.
    std::int64_t steps_per_epoch() const;
    // With `drop_last`: images that an epoch does not take, others in each. Else 0.
    std::int64_t left_out_of_epoch() const;
    // Indices of the global batch at `step` (counted from 0 over all epochs).
    std::vector<std::int64_t> batch(std::int64_t step) const;
    // How many those are, without drawing them.
    std::int64_t batch_size(std::int64_t step) const;

  private:
    std::vector<std::int64_t> pool_;
    std::int64_t global_batch_;
    std::uint64_t seed_;
    bool drop_last_;
};

// How `rows` images are shared out: contiguous, as even as can be, lower ranks first. [world] entries, some
// may be 0.
std::vector<std::int64_t> rows_per_rank(std::int64_t rows, int world);

// The part of a global batch that `rank` owns under rows_per_rank().
std::vector<std::int64_t> share_of(const std::vector<std::int64_t>& batch, int rank, int world);

}  // namespace gren
