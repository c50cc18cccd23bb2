// The data set as this host reads it: where it lies, or by --stage from a copy on the host's own disk.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "dataio/shards/shard_stage.h"
#include "distributed/world.h"
#include "src/run/stage_option.h"

namespace gren {

class LocalData {
  public:
    // Collective. With --stage one rank of each host copies, shard by shard, and the others wait; rank 0 says
    // what was copied where. Throws DataError as ShardStage does, on the rank that fails, when all have let
    // go of their copies.
    LocalData(World& world, const std::filesystem::path& data, const StageOptions& options);

    // Where to open it.
    const std::filesystem::path& folder() const { return folder_; }
    // Collective, when this rank has opened it: nobody needs the copy's names any more, and unless it is to
    // be kept it is gone when the ranks are, however they end.
    void opened();

  private:
    // Collective: who fails at its work says so when all have let go of their copies.
    void together(const std::function<void()>& work);

    World& world_;
    std::filesystem::path folder_;
    std::optional<ShardStage> stage_;  // on the rank that copies
    bool staged_ = false;
};

}  // namespace gren
