#include "src/method/graph_size.h"

namespace gren {

GraphSize graph_size(const LocalizerSpec& network, std::int64_t ranks, std::int64_t images_per_rank,
                     CommunicationDtype dtype) {
    const std::int64_t side = (network.image_size + network.output_stride - 1) / network.output_stride;
    const auto needs = method_needs(network.method);
    const auto parts = needs.nodes_per_image;
    return {.ranks = ranks,
            .images_per_rank = images_per_rank * parts,
            .features = parts > 1 ? network.channels() : network.channels() * side * side,
            .feature_bytes = 4,
            .communication_bytes = dtype == CommunicationDtype::bfloat16 ? 2 : 4,
            .whole_weights = needs.all_edges};
}

}  // namespace gren
