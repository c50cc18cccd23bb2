#include "graph/global_nodes.h"

#include <numeric>

#include "distributed/collectives.h"
#include "distributed/host_memory.h"

namespace gren {

torch::Tensor GlobalNodes::own_part(const torch::Tensor& global) const {
    return own_rows().of(global);
}

GlobalNodes GlobalNodes::part(std::int64_t from, std::int64_t count) const {
    auto part = *this;
    part.first += from;
    part.own = count;
    return part;
}

GlobalNodes gather_nodes(World& world, const torch::Tensor& hash, const torch::Tensor& valid,
                         const std::vector<std::int64_t>& rows) {
    const auto words =
        torch::cat({hash, valid.to(torch::kInt64).unsqueeze(1)}, 1);  // one collective, not two
    const auto all = gather_rows(world, words, rows);
    const auto valid_images = all.select(1, hash.size(1)).sum().item<std::int64_t>();
    const auto here = on_device(all, world.device());
    const auto before = rows.begin() + world.rank();
    return {.rows = rows,
            .first = std::accumulate(rows.begin(), before, std::int64_t{0}),
            .own = *before,
            .hash = here.narrow(1, 0, hash.size(1)).contiguous(),
            .valid = here.select(1, hash.size(1)).to(torch::kBool),
            .valid_images = valid_images};
}

}  // namespace gren
