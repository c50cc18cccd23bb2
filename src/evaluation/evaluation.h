// A trained localizer on a list of images, shared out among the ranks.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "dataio/shards/dataset.h"
#include "distributed/world.h"
#include "src/evaluation/image_reading.h"
#include "src/method/localizer.h"

namespace gren {

struct EvaluationOptions {
    std::int64_t eval_grid = 128;  // G: cells a side on which regions are cut out
    std::int64_t images_at_once = 8;
    int threads = 1;                         // of this rank, each at a batch of its own
    const Companions* companions = nullptr;  // read_question()
    BoxRule box_rule = BoxRule::any;         // candidate_boxes.h
};

// Collective. `samples`: indices into the data set, ascending. A reading each in their order, the same on all
// ranks and, on CPUs bit for bit, for any number of them and of threads: the list is cut into batches before
// they are shared out, so that no image meets other neighbors, and a batch is one thread's, so that sums are
// not cut otherwise. While a GPU works for one thread, the others read images and find regions
// (device_turn.h). REQUIRES torch::set_num_threads(1). Throws DataError: of the first batch that has one.
// `done` is called with the share of this rank's batches that are done, by one thread at a time.
std::vector<ImageReading> evaluate(World& world, Localizer& model, const LocalizerSpec& spec,
                                   const Dataset& dataset, const std::vector<std::int64_t>& samples,
                                   const EvaluationOptions& options,
                                   const std::function<void(double)>& done = {});

}  // namespace gren
