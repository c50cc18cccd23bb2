#include "src/memory/memory_budget.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "graph/graph_cost.h"
#include "src/memory/memory_model.h"

namespace gren {
namespace {

constexpr int kCopies = 3;             // parameters, their gradients in the reducer's buckets, momentum
constexpr int kPassing = 3;            // of the layer under way: its gradient, twice while it is reordered
constexpr double kUsable = 0.9;        // of the room: allocators leave gaps, libraries borrow
constexpr std::int64_t kMost = 65536;  // images a rank that are looked for

}  // namespace

MemoryBudget::MemoryBudget(const MemorySettings& settings, const MemoryFacts& facts)
    : settings_(settings),
      facts_(facts),
      fixed_bytes_(kCopies * facts.parameter_bytes),
      room_bytes_(fixed_bytes_ + facts.free_bytes) {}

void MemoryBudget::measured(std::int64_t step_bytes) {
    step_bytes_ = step_bytes;
    const auto images = settings_.batch_per_rank;
    const auto modeled = images * image_bytes(settings_.recompute);
    const auto found = step_bytes - graph_bytes(settings_.images_per_rank()) - passing_bytes();
    tells_images_apart_ = found > 0;
    if (found > 0) measured_by_model_ *= static_cast<double>(found) / static_cast<double>(modeled);
}

std::int64_t MemoryBudget::image_bytes(bool recompute) const {
    return settings_.passes *
           static_cast<std::int64_t>(
               measured_by_model_ *
               static_cast<double>(activation_bytes(settings_.network, recompute, settings_.bfloat16)));
}

std::int64_t MemoryBudget::passing_bytes() const {
    // Autocast keeps every weight rounded, too, until the backward pass has used it.
    const auto rounded = settings_.bfloat16 ? facts_.parameter_bytes / 2 : 0;
    return kPassing * facts_.largest_parameter_bytes + rounded;
}

std::int64_t MemoryBudget::graph_bytes(std::int64_t images_per_rank) const {
    if (!facts_.has_graph) return 0;
    auto size = settings_.graph_size(facts_.ranks);
    size.images_per_rank = images_per_rank;
    return graph_cost(path_from(settings_.graph_path, size, facts_.free_bytes).path, size).memory_bytes;
}

std::int64_t MemoryBudget::need_bytes(std::int64_t batch_per_rank, std::int64_t accumulate,
                                      bool recompute) const {
    const auto images_per_rank = batch_per_rank * accumulate;
    // Accumulation keeps the features of all images, and their gradient.
    const auto kept = facts_.has_graph && accumulate > 1
                          ? 2 * images_per_rank * settings_.graph_size(facts_.ranks).features * 4
                          : 0;
    return fixed_bytes_ + passing_bytes() + batch_per_rank * image_bytes(recompute) +
           graph_bytes(images_per_rank) + kept;
}

std::int64_t MemoryBudget::largest_batch(std::int64_t accumulate, bool recompute) const {
    const auto room = static_cast<std::int64_t>(kUsable * static_cast<double>(room_bytes_));
    std::int64_t fits = 0, beyond = kMost;  // need grows with the batch
    while (beyond - fits > 1) {
        const auto middle = (fits + beyond) / 2;
        (need_bytes(middle, accumulate, recompute) <= room ? fits : beyond) = middle;
    }
    return fits;
}

std::int64_t MemoryBudget::largest_equal_part(std::int64_t at_most) const {
    const auto images = settings_.images_per_rank();
    for (std::int64_t parts = 2; parts <= images; ++parts) {
        const auto fits = std::min(largest_batch(parts, settings_.recompute), at_most);
        if (images % parts == 0 && images / parts <= fits) return images / parts;
    }
    return 0;
}

std::string MemoryBudget::report() const {
    const bool recompute = settings_.recompute;
    const auto graph = graph_bytes(settings_.images_per_rank());
    const auto images =
        tells_images_apart_
            ? fmt::format("{} of {} images ({} each), {} of the layer under way whatever the batch",
                          bytes_text(step_bytes_ - graph - passing_bytes()), settings_.batch_per_rank,
                          bytes_text(image_bytes(recompute)), bytes_text(passing_bytes()))
            : fmt::format("{} of {} images and the layer under way", bytes_text(step_bytes_ - graph),
                          settings_.batch_per_rank);
    auto text = fmt::format(
        "memory: {} a rank at most in the first step: {} of parameters, gradients and momentum, {}, {} "
        "of the graph; {} may be had: up to --batch-per-rank {} fits",
        bytes_text(fixed_bytes_ + step_bytes_), bytes_text(fixed_bytes_), images, bytes_text(graph),
        bytes_text(room_bytes_), largest_batch(settings_.accumulate, recompute));
    if (!recompute) text += fmt::format(", {} with --recompute", largest_batch(settings_.accumulate, true));
    return text;
}

// What failed is not offered again, whatever the model thinks of it.
std::string MemoryBudget::remedies() const {
    const bool recompute = settings_.recompute;
    const auto at_most = std::max<std::int64_t>(settings_.batch_per_rank / 2, 1);
    const auto smaller = std::min(largest_batch(settings_.accumulate, recompute), at_most);
    std::vector<std::string> all;
    if (smaller > 0 && smaller < settings_.batch_per_rank)
        all.push_back(fmt::format("--batch-per-rank {}", smaller));
    if (const auto part = largest_equal_part(at_most); part > 0 && part < settings_.batch_per_rank)
        all.push_back(fmt::format("--batch-per-rank {} --accumulate {}{}, for a graph of the same size", part,
                                  settings_.images_per_rank() / part,
                                  settings_.norm == NormMode::frozen ? "" : " --batch-norm frozen"));
    if (const auto batch = std::min(largest_batch(settings_.accumulate, true), settings_.batch_per_rank);
        !recompute && batch > 0)
        all.push_back(batch == settings_.batch_per_rank
                          ? std::string("--recompute")
                          : fmt::format("--recompute --batch-per-rank {}", batch));
    if (all.empty()) return "not even one image fits: use fewer ranks a host, smaller images, or --depth 18";
    return fmt::format("what would fit: {}", fmt::join(all, "; or "));
}

std::string MemoryBudget::out_of_memory(std::int64_t step, const std::string& found) const {
    return fmt::format(
        "out of memory in step {} ({}): --batch-per-rank {} needs about {} a rank, {} may be had; {}", step,
        found, settings_.batch_per_rank,
        bytes_text(need_bytes(settings_.batch_per_rank, settings_.accumulate, settings_.recompute)),
        bytes_text(room_bytes_), remedies());
}

}  // namespace gren
