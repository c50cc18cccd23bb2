// Where a step's batch comes from: read ahead from the shards, or held in memory for the whole run.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "dataio/shards/loader.h"
#include "src/method/batch.h"

namespace gren {

struct TimedBatch {
    Batch batch;
    double stall_seconds = 0;  // how long the step waited for its pixels
};

// `rows`: images per rank at this step. Steps are asked for in their order, without a gap.
using BatchSource = std::function<TimedBatch(std::int64_t step, std::vector<std::int64_t> rows)>;

// Reads the batches of steps [first_step, last_step) in threads. What is behind the arguments must outlive
// the source. The pixels of all ranks of a host lie once in memory, in the system's page cache.
BatchSource reading_batches(const Dataset& dataset, BatchMaker make_batch, Loader::Plan plan,
                            std::int64_t first_step, std::int64_t last_step, int threads);

// Reads the pixels of `samples` once, as bytes, onto the batch maker's device: one copy a rank, 2·S² bytes a
// sample. `ranks_of_host` copies must fit into the host's memory where that is the device. Throws UsageError:
// they do not fit; DataError.
BatchSource resident_batches(const Dataset& dataset, BatchMaker make_batch, Loader::Plan plan,
                             const std::vector<std::int64_t>& samples, int ranks_of_host);

// Throws UsageError when `ranks` copies of `bytes` are more than `free_bytes`.
void require_room(std::int64_t bytes, int ranks, std::int64_t free_bytes);

}  // namespace gren
