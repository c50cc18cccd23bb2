#include "src/training/training_run.h"

#include <fmt/format.h>

namespace gren {
namespace {

LocalizerSpec with_traits(LocalizerSpec network, const DatasetTraits& traits) {
    network.classes = traits.classes;
    network.image_size = traits.image_size;
    network.aligned = traits.aligned;
    return network;
}

// n(a and b) / n(a or b) of the labels said to be present.
torch::Tensor co_occurrence(const Dataset& dataset, const std::vector<std::int64_t>& samples) {
    const auto classes = static_cast<std::int64_t>(dataset.traits().classes.size());
    auto both = torch::zeros({classes, classes}, torch::kFloat64);
    auto counts = both.accessor<double, 2>();
    for (const auto sample : samples) {
        const auto& label = dataset.info(sample).label;
        for (std::int64_t a = 0; a < classes; ++a)
            for (std::int64_t b = 0; b < classes; ++b)
                counts[a][b] += label[static_cast<std::size_t>(a)] == kLabelPresent &&
                                        label[static_cast<std::size_t>(b)] == kLabelPresent
                                    ? 1
                                    : 0;
    }
    const auto single = both.diagonal();
    const auto either = (single.unsqueeze(0) + single.unsqueeze(1) - both).clamp_min(1);
    return (both / either).to(torch::kFloat32);
}

MethodOptions with_list(MethodOptions method, const MethodNeeds& needs, const Dataset& dataset,
                        const TrainingList& list) {
    if (needs.co_occurrence) method.co_occurrence = co_occurrence(dataset, list.index);
    method.mean_similarity = mean_similarity(region_hashes(dataset, list.index));
    return method;
}

}  // namespace

TrainingRun::TrainingRun(const TrainOptions& asked, const Dataset& dataset, const TrainingList& list)
    : options(asked),
      network(with_traits(asked.network, dataset.traits())),
      method(with_list(asked.method, method_needs(network.method), dataset, list)),
      companions(companions_for(method_needs(network.method, network.variant).companions, dataset, list.index,
                                asked.seed)) {}

GraphSize TrainingRun::graph_size(int ranks) const {
    return memory_settings().graph_size(ranks);
}

MemorySettings TrainingRun::memory_settings() const {
    return {.network = network,
            .norm = options.norm,
            .passes = passes(),
            .recompute = options.trainer.forward.recompute,
            .bfloat16 = options.trainer.forward.bfloat16,
            .batch_per_rank = options.batch_per_rank,
            .accumulate = options.accumulate,
            .graph_path = options.graph_path,
            .dtype = options.dtype};
}

int TrainingRun::passes() const {
    const auto rule = method_needs(network.method, network.variant).companions;
    const bool shared = rule.pairing == Pairing::shared_anchors;
    return (method.lung_variant == LungVariant::forward ? 3 : 1) +
           (shared ? 0 : static_cast<int>(rule.count));
}

std::string TrainingRun::mean_similarity_json() const {
    if (!method_needs(network.method).mean_similarity) return "";
    const auto& mean = method.mean_similarity;
    return fmt::format("{{\"images\": {}, \"intra\": {}, \"inter\": {}}}\n", mean.images, mean.intra,
                       mean.inter);
}

}  // namespace gren
