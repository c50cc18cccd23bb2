// How large the graph of a network's features is.
#pragma once

#include "graph/graph_cost.h"
#include "src/method/localizer.h"

namespace gren {

// `images_per_rank`: of a whole step; where the nodes are parts of images (ccg), so many nodes more, of
// pooled features. Else D follows from depth, width, output stride and image size.
GraphSize graph_size(const LocalizerSpec& network, std::int64_t ranks, std::int64_t images_per_rank,
                     CommunicationDtype dtype);

}  // namespace gren
