// A training run: what was asked for, and what only its data set could tell.
#pragma once

#include <string>

#include "dataio/shards/dataset.h"
#include "src/memory/memory_settings.h"
#include "src/run/training_list.h"
#include "src/training/train_options.h"

namespace gren {

struct TrainingRun {
    // `asked` must outlive the run. `list`: the images of `dataset` that train.
    TrainingRun(const TrainOptions& asked, const Dataset& dataset, const TrainingList& list);

    const TrainOptions& options;
    const LocalizerSpec network;  // with the data set's classes and image size
    const MethodOptions method;   // with the training list's mean similarity

    GraphSize graph_size(int ranks) const;
    MemorySettings memory_settings() const;
    // What the const control weighs every edge by, as the run's mean_similarity.json; empty for
    // the other methods.
    std::string mean_similarity_json() const;
};

}  // namespace gren
