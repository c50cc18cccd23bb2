#include "graph/global_graph.h"

#include <fmt/format.h>

#include <stdexcept>

#include "graph/all_gather_graph.h"
#include "graph/sharded_graph.h"

namespace gren {

std::string to_string(GraphPath path) {
    return path == GraphPath::all_gather ? "all-gather" : "sharded-gram";
}

CommunicationDtype communication_dtype_from(const std::string& name) {
    if (name == "fp32") return CommunicationDtype::full;
    if (name == "bf16") return CommunicationDtype::bfloat16;
    throw std::invalid_argument(fmt::format("--communication-dtype {}: expected fp32 or bf16", name));
}

std::shared_ptr<const GlobalGraph> make_global_graph(GraphPath path, CommunicationDtype dtype) {
    return path == GraphPath::all_gather ? make_all_gather_graph(dtype) : make_sharded_graph(dtype);
}

}  // namespace gren
