#include "graph/graph_cost.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

namespace gren {
namespace {

// Orders of magnitude of a cluster node; only their ratios matter.
constexpr double kMessageSeconds = 20e-6;
constexpr double kWireBytesPerSecond = 1e10;
constexpr double kElementsPerSecond = 1e11;         // of a pass over memory
constexpr double kMultiplicationsPerSecond = 1e13;  // in a matrix product

constexpr std::int64_t kSquare = 8;   // bytes of an entry of an N×N matrix, float64
constexpr std::int64_t kSquares = 6;  // such matrices at the peak: distances, weights, C, and temporaries

double as_double(std::int64_t value) {
    return static_cast<double>(value);
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

}  // namespace

std::int64_t GraphSize::edges_between_ranks() const {
    return edges() - ranks * images_per_rank * (images_per_rank - 1) / 2;
}

GraphCost graph_cost(GraphPath path, const GraphSize& size) {
    auto cost = path == GraphPath::all_gather ? all_gather_cost(size) : sharded_cost(size);
    cost.memory_bytes += kSquares * kSquare * size.nodes() * size.nodes();
    cost.seconds +=
        kMessageSeconds * as_double(cost.messages) + as_double(cost.sent_bytes) / kWireBytesPerSecond;
    return cost;
}

PathChoice choose_path(const GraphSize& size) {
    const auto gather = graph_cost(GraphPath::all_gather, size);
    const auto sharded = graph_cost(GraphPath::sharded_gram, size);
    const bool takes_sharded = sharded.seconds < gather.seconds;
    const auto path = takes_sharded ? GraphPath::sharded_gram : GraphPath::all_gather;
    const auto other = takes_sharded ? GraphPath::all_gather : GraphPath::sharded_gram;
    const auto &cost = takes_sharded ? sharded : gather, &other_cost = takes_sharded ? gather : sharded;
    return {path, fmt::format("sends {} in {} messages per rank and step, {} would send {} in {}; nominally "
                              "{:.1f} ms against {:.1f}",
                              bytes_text(cost.sent_bytes), cost.messages, to_string(other),
                              bytes_text(other_cost.sent_bytes), other_cost.messages, 1e3 * cost.seconds,
                              1e3 * other_cost.seconds)};
}

PathChoice path_from(const std::string& name, const GraphSize& size) {
    if (name == "auto") return choose_path(size);
    for (const auto path : {GraphPath::all_gather, GraphPath::sharded_gram})
        if (name == to_string(path)) return {path, "as asked for"};
    throw std::invalid_argument(
        fmt::format("--graph-path {}: expected auto, all-gather or sharded-gram", name));
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
