// The cost of the graph in words: train's first line and the table of `gren doctor --graph`.
#pragma once

#include <string>

#include "graph/graph_cost.h"

namespace gren {

// "graph: 8 nodes, 28 edges (16 between ranks), 32.0 MiB per rank; path sharded-gram (sends ...)"
std::string graph_line(const GraphSize& size, const PathChoice& choice);

// A row per path: bytes and messages per rank and step, memory, and the largest N in `memory_bytes` per rank.
std::string graph_table(const GraphSize& size, std::int64_t memory_bytes);

}  // namespace gren
