// The path with divided N×N matrices: columns travel as on the sharded path, but each rank gets and keeps of
// the Gram matrix, the weights and the coefficients the rows of its own images alone.
#pragma once

#include "graph/global_graph.h"

namespace gren {

std::shared_ptr<const GlobalGraph> make_row_block_graph(CommunicationDtype dtype);

}  // namespace gren
