// A training run: what was asked for, and what only its data set could tell.
#pragma once

#include <memory>
#include <string>

#include "dataio/shards/dataset.h"
#include "src/companions/companions.h"
#include "src/memory/memory_settings.h"
#include "src/run/training_list.h"
#include "src/training/train_options.h"

namespace gren {

struct TrainingRun {
    // `asked` and `dataset` must outlive the run. `list`: the images of `dataset` that train.
    // Throws DataError: the method needs companions that the list lacks.
    TrainingRun(const TrainOptions& asked, const Dataset& dataset, const TrainingList& list);

    const TrainOptions& options;
    const LocalizerSpec network;  // with the data set's classes and image size
    const MethodOptions method;   // with what the training list tells: mean similarity, co-occurrence
    const std::shared_ptr<const Companions> companions;  // of the training list; none where none are needed

    GraphSize graph_size(int ranks) const;
    MemorySettings memory_settings() const;
    int passes() const;  // of an image and its companions through the backbone in a step
    // What the const control weighs every edge by, as the run's mean_similarity.json; empty for
    // the other methods.
    std::string mean_similarity_json() const;
};

}  // namespace gren
