// Which images each step of a training run takes, and where the run ends.
#pragma once

#include <cstdint>

#include "dataio/sampler.h"
#include "src/train_options.h"
#include "src/training_list.h"

namespace gren {

struct TrainingSteps {
    TrainingSteps(const TrainOptions& options, const TrainingList& list, int ranks);

    Sampler sampler;
    std::int64_t per_epoch, last;
};

}  // namespace gren
