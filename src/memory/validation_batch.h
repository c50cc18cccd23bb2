// How many images of a validation list go through the network at a time beside a run that trains.
#pragma once

#include "src/memory/memory_settings.h"

namespace gren {

struct ValidationBatch {
    std::int64_t images_at_once = 1;
    int threads = 1;  // each at a batch of its own
};

struct ValidationNeeds {
    std::int64_t parameter_bytes = 0;  // of the network, of which a copy is made
    std::int64_t eval_grid = 0;
    std::int64_t per_image = 0;  // films that go through the network with each
    bool on_gpu = false;         // threads take turns
};

// What is `wanted`, and no more than fits where a training step's activations are at other times, by the
// model of memory, 128 MiB at least. First threads become fewer, then images.
ValidationBatch validation_batch(const ValidationBatch& wanted, const MemorySettings& settings,
                                 const ValidationNeeds& needs);

}  // namespace gren
