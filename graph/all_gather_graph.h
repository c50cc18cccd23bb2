// The all-gather path: traffic and memory grow with N·D, distances are exact.
#pragma once

#include "graph/global_graph.h"

namespace gren {

std::shared_ptr<const GlobalGraph> make_all_gather_graph(CommunicationDtype dtype);

}  // namespace gren
