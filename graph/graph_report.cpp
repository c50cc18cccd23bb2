#include "graph/graph_report.h"

#include <fmt/format.h>

namespace gren {

std::string graph_line(const GraphSize& size, const PathChoice& choice) {
    const bool divided = choice.path != GraphPath::sharded_gram;
    return fmt::format(
        "graph: {} nodes, {} edges ({} between ranks), {} per rank{}; path {} ({})", size.nodes(),
        size.edges(), size.edges_between_ranks(), bytes_text(graph_cost(choice.path, size).memory_bytes),
        size.whole_weights && divided ? ", all weights among them: the method's are made of all edges" : "",
        to_string(choice.path), choice.reason);
}

std::string graph_table(const GraphSize& size, std::int64_t memory_bytes) {
    auto text = fmt::format("{:<14} {:>16} {:>9} {:>14} {:>22}\n", "path", "sent per step", "messages",
                            "memory", fmt::format("largest N in {}", bytes_text(memory_bytes)));
    for (const auto path : kGraphPaths) {
        const auto cost = graph_cost(path, size);
        text += fmt::format("{:<14} {:>16} {:>9} {:>14} {:>22}\n", to_string(path),
                            bytes_text(cost.sent_bytes), cost.messages, bytes_text(cost.memory_bytes),
                            largest_graph(path, size, memory_bytes));
    }
    return text;
}

}  // namespace gren
