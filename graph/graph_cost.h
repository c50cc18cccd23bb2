// What D_inter costs on each path, from the configuration alone: the formulas of COLLECTIVES.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "graph/global_graph.h"

namespace gren {

struct GraphSize {
    std::int64_t ranks = 1;
    std::int64_t images_per_rank = 4;      // B, of the whole step
    std::int64_t features = 524288;        // D
    std::int64_t feature_bytes = 4;        // as the graph computes with them
    std::int64_t communication_bytes = 4;  // as they travel
    bool whole_weights = false;            // needs_all_edges(): every rank has all N×N weights, on any path

    std::int64_t nodes() const { return ranks * images_per_rank; }  // N
    std::int64_t edges() const { return nodes() * (nodes() - 1) / 2; }
    std::int64_t edges_between_ranks() const;
};

// Of one rank and one step, forward and backward.
struct GraphCost {
    std::int64_t messages = 0;      // collectives
    std::int64_t sent_bytes = 0;    // as Traffic counts them, for D divisible by the ranks
    std::int64_t memory_bytes = 0;  // held at the peak beside the features themselves
    double seconds = 0;  // by the nominal rates of graph_cost.cpp: for comparing paths, no forecast
};
GraphCost graph_cost(GraphPath path, const GraphSize& size);

// The path with the fewest nominal seconds of those that fit into `memory_bytes` per rank, where that is
// known; if none does, the one that needs the least. And why in one line.
struct PathChoice {
    GraphPath path;
    std::string reason;
};
PathChoice choose_path(const GraphSize& size, std::optional<std::int64_t> memory_bytes = {});
// "auto": choose_path(); otherwise the named path. Throws std::invalid_argument naming the four.
PathChoice path_from(const std::string& name, const GraphSize& size,
                     std::optional<std::int64_t> memory_bytes = {});

// The largest N, in steps of one image per rank, whose graph fits into `memory_bytes` per rank; 0 if none.
std::int64_t largest_graph(GraphPath path, GraphSize size, std::int64_t memory_bytes);

std::string bytes_text(std::int64_t bytes);  // "512 B", "4.2 MiB"

}  // namespace gren
