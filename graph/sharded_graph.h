// The feature-sharded path: an all-to-all gives every rank all rows of its columns, partial Gram matrices are
// summed, and gradients return by the reverse all-to-all. Traffic per rank does not grow with the ranks.
#pragma once

#include "graph/global_graph.h"

namespace gren {

std::shared_ptr<const GlobalGraph> make_sharded_graph(CommunicationDtype dtype);

}  // namespace gren
