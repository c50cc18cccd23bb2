// What `gren prepare` remembers of its finished shards, in OUT/journal, so that a job that was
// killed goes on.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "dataio/folder_lock.h"
#include "dataio/shards/dataset_document.h"
#include "src/prepare/prepare_summary.h"

namespace gren {

// What became of one range of radiographs.
struct ShardPart {
    std::optional<ShardEntry> entry;  // nothing: no image of the range could be read
    PrepareSummary summary;

    std::string to_json() const;
    static ShardPart from_json(const std::string& text);  // throws nlohmann's exceptions
};

class PrepareJournal {
  public:
    explicit PrepareJournal(std::filesystem::path out);

    // On one rank, before any other function: makes the folders, takes the lock and writes `configuration`,
    // lines "name = value" of all that shapes the result. With `resume`, OUT may hold what this command wrote
    // under the same configuration. Calls `waiting` while a lock of another host is watched (folder_lock.h).
    // Throws DataError: OUT is not empty, of another configuration (naming the first line that differs), in
    // use by another process.
    void begin(const std::string& configuration, bool resume, const FolderLock::Waiting& waiting);
    // On that rank: throws DataError where another process has taken the folder over.
    void require_held() const { lock_->require_held(); }
    // What every rank must see before it writes.
    std::filesystem::path configuration_file() const { return folder_ / "configuration.ini"; }

    // The recorded part of `shard` if the shard's bytes still have the digest they were written with.
    std::optional<ShardPart> finished(const std::string& shard) const;
    // Takes away what an interrupted or damaged writing of `shard` left.
    void forget(const std::string& shard) const;
    // REQUIRES: the shard stands under its final name.
    void record(const std::string& shard, const ShardPart& part) const;

  private:
    std::filesystem::path record_of(const std::string& shard) const;

    std::filesystem::path out_, folder_;
    std::optional<FolderLock> lock_;
};

}  // namespace gren
