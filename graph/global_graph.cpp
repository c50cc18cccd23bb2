#include "graph/global_graph.h"

#include <fmt/format.h>

#include <stdexcept>

#include "graph/all_gather_graph.h"
#include "graph/row_block_graph.h"
#include "graph/sharded_graph.h"

namespace gren {

std::string to_string(GraphPath path) {
    switch (path) {
        case GraphPath::all_gather:
            return "all-gather";
        case GraphPath::sharded_gram:
            return "sharded-gram";
        case GraphPath::row_blocks:
            return "row-blocks";
    }
    throw std::logic_error("unknown path of the graph");
}

CommunicationDtype communication_dtype_from(const std::string& name) {
    if (name == "fp32") return CommunicationDtype::full;
    if (name == "bf16") return CommunicationDtype::bfloat16;
    throw std::invalid_argument(fmt::format("--communication-dtype {}: expected fp32 or bf16", name));
}

std::shared_ptr<const GlobalGraph> make_global_graph(GraphPath path, CommunicationDtype dtype) {
    switch (path) {
        case GraphPath::all_gather:
            return make_all_gather_graph(dtype);
        case GraphPath::sharded_gram:
            return make_sharded_graph(dtype);
        case GraphPath::row_blocks:
            return make_row_block_graph(dtype);
    }
    throw std::logic_error("unknown path of the graph");
}

}  // namespace gren
