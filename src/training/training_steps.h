// Which images each step of a training run takes, and where the run ends.
#pragma once

#include <cstdint>

#include "dataio/shards/sampler.h"
#include "src/run/training_list.h"
#include "src/training/train_options.h"

namespace gren {

struct TrainingSteps {
    TrainingSteps(const TrainOptions& options, const TrainingList& list, int ranks);

    Sampler sampler;
    std::int64_t per_epoch, last;
};

}  // namespace gren
