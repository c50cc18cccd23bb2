// Reads the pixels of coming batches in threads, so that the step finds the next one ready. By pread: all
// ranks of a host share the system's page cache, and no rank holds more than its waiting batches.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "dataio/shards/dataset.h"

namespace gren {

// Bytes whose owner the loader need not know: ordinary memory, or memory that a GPU copies from by itself.
struct PixelBytes {
    std::shared_ptr<std::uint8_t> owner;
    std::size_t count = 0;

    std::span<std::uint8_t> all() const { return {owner.get(), count}; }
};
using TakeBytes = std::function<PixelBytes(std::size_t count)>;  // called by the reading threads
PixelBytes ordinary_bytes(std::size_t count);

struct PixelBatch {
    std::int64_t step = 0;
    std::vector<std::int64_t> index;  // [B] into the data set
    PixelBytes image;                 // [B, S, S]
    PixelBytes lungs;                 // [B, S, S]
    double stall_seconds = 0;         // how long next() waited for it
};

class Loader {
  public:
    using Plan =
        std::function<std::vector<std::int64_t>(std::int64_t step)>;  // this rank's indices at a step; pure

    // Batches of steps [first_step, last_step). `dataset` must outlive the loader. `threads` >= 1 read, at
    // most `depth` batches wait, in memory of `take_bytes`.
    Loader(const Dataset& dataset, Plan plan, std::int64_t first_step, std::int64_t last_step, int threads,
           int depth, TakeBytes take_bytes = ordinary_bytes);
    ~Loader();  // stops the threads
    // In the order of steps. Throws what a reading thread threw; std::out_of_range after the last step.
    PixelBatch next();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gren
