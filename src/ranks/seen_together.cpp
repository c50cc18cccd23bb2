#include "src/ranks/seen_together.h"

#include "distributed/agreement.h"
#include "distributed/collectives.h"
#include "src/run/seen_files.h"

namespace gren {

void see_together(World& world, const std::vector<std::filesystem::path>& paths) {
    const auto files = gather_text(world, world.rank() == 0 ? files_seen(paths) : "").front();
    wait_until_seen(files, [&](bool own) { return any_rank(world, own); });
}

}  // namespace gren
