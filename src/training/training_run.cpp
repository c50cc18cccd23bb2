#include "src/training/training_run.h"

#include <fmt/format.h>

namespace gren {
namespace {

LocalizerSpec with_traits(LocalizerSpec network, const DatasetTraits& traits) {
    network.classes = traits.classes;
    network.image_size = traits.image_size;
    return network;
}

MethodOptions with_mean_similarity(MethodOptions method, const Dataset& dataset, const TrainingList& list) {
    method.mean_similarity = mean_similarity(lung_hashes(dataset, list.index));
    return method;
}

}  // namespace

TrainingRun::TrainingRun(const TrainOptions& asked, const Dataset& dataset, const TrainingList& list)
    : options(asked),
      network(with_traits(asked.network, dataset.traits())),
      method(with_mean_similarity(asked.method, dataset, list)) {}

GraphSize TrainingRun::graph_size(int ranks) const {
    return memory_settings().graph_size(ranks);
}

MemorySettings TrainingRun::memory_settings() const {
    return {.network = network,
            .norm = options.norm,
            .passes = method.lung_variant == LungVariant::forward ? 3 : 1,
            .recompute = options.trainer.forward.recompute,
            .bfloat16 = options.trainer.forward.bfloat16,
            .batch_per_rank = options.batch_per_rank,
            .accumulate = options.accumulate,
            .graph_path = options.graph_path,
            .dtype = options.dtype};
}

std::string TrainingRun::mean_similarity_json() const {
    if (!takes_mean_similarity(network.method)) return "";
    const auto& mean = method.mean_similarity;
    return fmt::format("{{\"images\": {}, \"intra\": {}, \"inter\": {}}}\n", mean.images, mean.intra,
                       mean.inter);
}

}  // namespace gren
