#include "src/training/training_steps.h"

#include <fmt/format.h>

#include <algorithm>

namespace gren {

TrainingSteps::TrainingSteps(const TrainOptions& options, const TrainingList& list, int ranks)
    : sampler(list.index, options.images_per_rank() * ranks, options.seed, options.drop_last),
      per_epoch(sampler.steps_per_epoch()),
      last(options.epochs * per_epoch) {
    if (options.max_steps >= 0) last = std::min(last, options.max_steps);
}

std::string left_out_sentence(const TrainOptions& options, const TrainingSteps& steps) {
    if (!options.drop_last) return "";
    const auto left_out = steps.sampler.left_out_of_epoch(),
               taken = steps.per_epoch * steps.sampler.batch_size(0);
    if (left_out == 0)
        return fmt::format("--drop-last: leaves nothing out, for {} training images fill whole batches",
                           taken);
    return fmt::format("--drop-last: each epoch leaves out {} of {} training images, others in each epoch",
                       left_out, taken + left_out);
}

std::string configuration_of(const TrainOptions& options, const TrainingSteps& steps) {
    const auto sentence = left_out_sentence(options, steps);
    return options.configuration + (sentence.empty() ? "" : "# " + sentence + "\n");
}

}  // namespace gren
