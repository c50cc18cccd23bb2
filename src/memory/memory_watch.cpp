#include "src/memory/memory_watch.h"

#include <algorithm>
#include <iostream>
#include <stdexcept>

#include "distributed/collectives.h"
#include "src/memory/memory_room.h"
#include "src/ranks/failure_sentence.h"

namespace gren {
namespace {

MemoryFacts facts_of(const World& world, const Localizer& model) {
    MemoryFacts facts{
        .ranks = world.size(), .has_graph = !model->method().pairs.empty(), .free_bytes = room_bytes(world)};
    for (const auto& parameter : model->parameters()) {
        const auto bytes = static_cast<std::int64_t>(parameter.nbytes());
        facts.parameter_bytes += bytes;
        facts.largest_parameter_bytes = std::max(facts.largest_parameter_bytes, bytes);
    }
    for (const auto& buffer : model->buffers())
        facts.parameter_bytes += static_cast<std::int64_t>(buffer.nbytes());
    return facts;
}

}  // namespace

MemoryWatch::MemoryWatch(const MemorySettings& settings, World& world, const Localizer& model)
    : world_(world), plan_(settings, facts_of(world, model)) {}

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
