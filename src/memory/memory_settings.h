// What of a run's settings decides how much memory it needs.
#pragma once

#include <cstdint>
#include <string>

#include "graph/global_graph.h"
#include "src/method/graph_size.h"
#include "src/method/localizer.h"

namespace gren {

struct MemorySettings {
    LocalizerSpec network;
    NormMode norm = NormMode::sync;
    int passes = 1;  // of an image through the backbone in a step
    bool recompute = false, bfloat16 = false;
    std::int64_t batch_per_rank = 4, accumulate = 1;
    std::string graph_path = "auto";
    CommunicationDtype dtype = CommunicationDtype::full;

    std::int64_t images_per_rank() const { return batch_per_rank * accumulate; }
    GraphSize graph_size(int ranks) const {
        return gren::graph_size(network, ranks, images_per_rank(), dtype);
    }
};

}  // namespace gren
