#include "distributed/agreement.h"

#include <functional>
#include <stdexcept>

#include "distributed/collectives.h"
#include "distributed/session/disagreement.h"

namespace gren {

void require_agreement(World& world, const std::string& what, const std::string& own) {
    // Their hashes first, so that agreeing costs a word a rank however long the text is.
    const auto hash = torch::tensor({static_cast<std::int64_t>(std::hash<std::string>{}(own))});
    const auto hashes = gather_rows(world, hash, std::vector<std::int64_t>(world.size(), 1));
    if (hashes.eq(hashes[0]).all().item<bool>()) return;
    throw std::runtime_error(disagreement(what, gather_text(world, own)).value());
}

bool any_rank(World& world, bool own) {
    auto flag = torch::tensor({own}, torch::kBool);
    all_reduce_max(world, flag);
    return flag.item<bool>();
}

std::int64_t least_of_ranks(World& world, std::int64_t own) {
    auto negative = torch::tensor({-own});
    all_reduce_max(world, negative);
    return -negative.item<std::int64_t>();
}

}  // namespace gren
