#include "graph/graph_cost.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include "graph/row_slabs.h"

namespace gren {
namespace {

// Orders of magnitude of a cluster node; only their ratios matter.
constexpr double kMessageSeconds = 20e-6;
constexpr double kWireBytesPerSecond = 1e10;
constexpr double kElementsPerSecond = 1e11;         // of a pass over memory
constexpr double kMultiplicationsPerSecond = 1e13;  // in a matrix product

constexpr std::int64_t kSquare = 8;   // bytes of an entry of an N×N matrix, float64
constexpr std::int64_t kSquares = 6;  // such matrices at the peak: distances, weights, C, and temporaries
constexpr int kSquarePasses = 10;     // over them

double as_double(std::int64_t value) {
    return static_cast<double>(value);
}

// Whose N×N matrices a rank holds: GlobalGraph::held_rows().
std::int64_t held_rows(GraphPath path, const GraphSize& s) {
    return s.whole_weights || path == GraphPath::sharded_gram ? s.nodes() : s.images_per_rank;
}

GraphCost all_gather_cost(const GraphSize& s) {
    const auto own = s.images_per_rank * s.features, all = s.nodes() * s.features;
    GraphCost cost;
    cost.messages = 2;
    cost.sent_bytes = 2 * own * (s.ranks - 1) * s.communication_bytes;
    cost.memory_bytes = (2 * all + own) * s.feature_bytes + own * s.communication_bytes;
    constexpr int kPasses = 8;  // per pair and feature, forward and backward
    cost.seconds = kPasses * as_double(s.images_per_rank) * as_double(all) / kElementsPerSecond;
    return cost;
}

GraphCost sharded_cost(const GraphSize& s) {
    const auto own = s.images_per_rank * s.features, square = s.nodes() * s.nodes() * kSquare;
    GraphCost cost;
    cost.messages = 3;
    cost.sent_bytes =
        2 * own * s.communication_bytes * (s.ranks - 1) / s.ranks + 2 * square * (s.ranks - 1) / s.ranks;
    cost.memory_bytes = 2 * own * (s.feature_bytes + s.communication_bytes);
    constexpr int kPasses = 8;  // over the columns: exchange, center, products, back
    cost.seconds = kPasses * as_double(own) / kElementsPerSecond +
                   2 * as_double(s.nodes()) * as_double(own) / kMultiplicationsPerSecond;
    return cost;
}

GraphCost row_blocks_cost(const GraphSize& s) {
    const auto own = s.images_per_rank * s.features, nodes = s.nodes(), others = s.ranks - 1;
    const auto height = slab_rows_per_rank(s.images_per_rank, s.ranks);
    auto cost = sharded_cost(s);
    cost.messages = 5;
    std::int64_t entries = 0;  // of this rank's rows, in all slabs: from each slab's own rows onwards
    for (std::int64_t from = 0; from < s.images_per_rank; from += height) {
        cost.messages += 2;
        entries += std::min(height, s.images_per_rank - from) * (nodes - s.ranks * from);
    }
    cost.sent_bytes =
        2 * own * s.communication_bytes * others / s.ranks + entries * (kSquare + s.feature_bytes) * others +
        s.images_per_rank * s.images_per_rank * kSquare * others + (s.images_per_rank + 1) * 8 * others;
    cost.memory_bytes += own * s.feature_bytes + 2 * kSquare * s.ranks * height * nodes;
    return cost;
}

GraphCost path_cost(GraphPath path, const GraphSize& size) {
    switch (path) {
        case GraphPath::all_gather:
            return all_gather_cost(size);
        case GraphPath::sharded_gram:
            return sharded_cost(size);
        case GraphPath::row_blocks:
            return row_blocks_cost(size);
    }
    throw std::logic_error("unknown path of the graph");
}

// "row-blocks would send 8.0 MiB in 12 (0.8 ms)", and what it lacks
std::string alternative(GraphPath path, const GraphCost& cost, std::optional<std::int64_t> memory_bytes) {
    const bool fits = !memory_bytes || cost.memory_bytes <= *memory_bytes;
    return fmt::format(
        "{} would send {} in {} ({:.1f} ms{})", to_string(path), bytes_text(cost.sent_bytes), cost.messages,
        1e3 * cost.seconds,
        fits ? ""
             : fmt::format(", but needs {} of {}", bytes_text(cost.memory_bytes), bytes_text(*memory_bytes)));
}

}  // namespace

std::int64_t GraphSize::edges_between_ranks() const {
    return edges() - ranks * images_per_rank * (images_per_rank - 1) / 2;
}

GraphCost graph_cost(GraphPath path, const GraphSize& size) {
    auto cost = path_cost(path, size);
    const auto entries = held_rows(path, size) * size.nodes();
    cost.memory_bytes += kSquares * kSquare * entries;
    cost.seconds += kSquarePasses * as_double(entries) / kElementsPerSecond +
                    kMessageSeconds * as_double(cost.messages) +
                    as_double(cost.sent_bytes) / kWireBytesPerSecond;
    return cost;
}

PathChoice choose_path(const GraphSize& size, std::optional<std::int64_t> memory_bytes) {
    const auto dearness = [&](GraphPath path) {  // what does not fit is dearer than all that does
        const auto cost = graph_cost(path, size);
        const bool fits = !memory_bytes || cost.memory_bytes <= *memory_bytes;
        return fits ? std::pair(0, cost.seconds) : std::pair(1, as_double(cost.memory_bytes));
    };
    const auto path = *std::ranges::min_element(kGraphPaths, {}, dearness);
    const auto cost = graph_cost(path, size);
    auto reason = fmt::format("sends {} in {} messages per rank and step, nominally {:.1f} ms",
                              bytes_text(cost.sent_bytes), cost.messages, 1e3 * cost.seconds);
    if (dearness(path).first > 0)
        reason += fmt::format(", and needs more than the {} there are, but the least of all",
                              bytes_text(*memory_bytes));
    auto separator = "; ";
    for (const auto other : kGraphPaths)
        if (other != path) {
            reason += separator + alternative(other, graph_cost(other, size), memory_bytes);
            separator = ", ";
        }
    return {path, reason};
}

PathChoice path_from(const std::string& name, const GraphSize& size,
                     std::optional<std::int64_t> memory_bytes) {
    if (name == "auto") return choose_path(size, memory_bytes);
    for (const auto path : kGraphPaths)
        if (name == to_string(path)) return {path, "as asked for"};
    throw std::invalid_argument(
        fmt::format("--graph-path {}: expected auto, all-gather, sharded-gram or row-blocks", name));
}

std::int64_t largest_graph(GraphPath path, GraphSize size, std::int64_t memory_bytes) {
    const auto fits = [&](std::int64_t images) {
        size.images_per_rank = images;
        return graph_cost(path, size).memory_bytes <= memory_bytes;
    };
    std::int64_t most = 0, step = (std::int64_t{1} << 24) / size.ranks;  // squares of N stay countable
    for (; step > 0; step /= 2)
        if (fits(most + step)) most += step;
    return most * size.ranks;
}

std::string bytes_text(std::int64_t bytes) {
    static constexpr std::array<const char*, 6> kUnits = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= 1024 && unit + 1 < kUnits.size(); ++unit) value /= 1024;
    return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, kUnits[unit]);
}

}  // namespace gren
