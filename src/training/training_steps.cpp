#include "src/training/training_steps.h"

#include <algorithm>

namespace gren {

TrainingSteps::TrainingSteps(const TrainOptions& options, const TrainingList& list, int ranks)
    : sampler(list.index, options.images_per_rank() * ranks, options.seed),
      per_epoch(sampler.steps_per_epoch()),
      last(options.epochs * per_epoch) {
    if (options.max_steps >= 0) last = std::min(last, options.max_steps);
}

}  // namespace gren
