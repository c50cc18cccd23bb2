#include "src/memory_watch.h"

#include <iostream>
#include <stdexcept>

#include "distributed/collectives.h"
#include "src/failure_sentence.h"
#include "src/memory_room.h"

namespace gren {
namespace {

std::int64_t bytes_of(const torch::nn::Module& model) {
    std::int64_t bytes = 0;
    for (const auto& tensor : model.parameters()) bytes += static_cast<std::int64_t>(tensor.nbytes());
    for (const auto& tensor : model.buffers()) bytes += static_cast<std::int64_t>(tensor.nbytes());
    return bytes;
}

}  // namespace

MemoryWatch::MemoryWatch(const TrainOptions& options, World& world, const Localizer& model)
    : world_(world),
      plan_(options, world.size(), !model->method().pairs.empty(), bytes_of(*model), room_bytes(world)) {}

void MemoryWatch::report(std::int64_t peak_bytes) {
    auto most = torch::tensor({peak_bytes});
    all_reduce_max(world_, most);
    plan_.measured(most.item<std::int64_t>());
    if (world_.rank() == 0) std::cerr << plan_.report() + "\n";
    measured_ = true;
}

void MemoryWatch::rethrow_for_want_of_memory(std::int64_t step, const std::exception& error) const {
    if (const auto found = memory_not_had(error)) throw std::runtime_error(plan_.out_of_memory(step, *found));
}

}  // namespace gren
