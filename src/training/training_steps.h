// Which images each step of a training run takes, and where the run ends.
#pragma once

#include <cstdint>
#include <string>

#include "dataio/shards/sampler.h"
#include "src/run/training_list.h"
#include "src/training/train_options.h"

namespace gren {

struct TrainingSteps {
    TrainingSteps(const TrainOptions& options, const TrainingList& list, int ranks);

    Sampler sampler;
    std::int64_t per_epoch, last;
    std::int64_t epochs() const { return (last + per_epoch - 1) / per_epoch; }  // the last one may end early
};

// With --drop-last, the sentence that says how many images an epoch leaves out; else empty.
std::string left_out_sentence(const TrainOptions& options, const TrainingSteps& steps);

// The effective options as config.ini holds them, and that sentence as a comment.
std::string configuration_of(const TrainOptions& options, const TrainingSteps& steps);

}  // namespace gren
