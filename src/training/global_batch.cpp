#include "src/training/global_batch.h"

#include "dataio/sample.h"
#include "distributed/collectives.h"

namespace gren {
namespace {

LabelCounts count_labels(World& world, const torch::Tensor& label) {
    auto counts = torch::stack({(label == kLabelPresent).sum(), (label == kLabelAbsent).sum()})
                      .to(torch::kFloat64);  // exact far beyond any batch
    all_reduce_sum(world, counts);
    counts = counts.cpu();
    return {.present = static_cast<std::int64_t>(counts[0].item<double>()),
            .absent = static_cast<std::int64_t>(counts[1].item<double>())};
}

}  // namespace

GlobalBatch gather_global_batch(World& world, const Method& method, const Batch& batch) {
    const bool blocks = method.node_hash == NodeHash::blocks;
    return {
        .nodes = gather_nodes(world, blocks ? batch.block_hash : batch.hash,
                              blocks ? torch::ones_like(batch.lungs_valid) : batch.lungs_valid, batch.rows),
        .labels = method.counts_labels ? count_labels(world, batch.targets.label) : LabelCounts{}};
}

}  // namespace gren
