// A host's own copy of a data set, on a disk of its own: the shared one is read once, not in every epoch.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "dataio/folder_lock.h"
#include "dataio/shards/dataset_document.h"

namespace gren {

// The copy lies in a folder of `scratch` that is named for the data set's digest, and belongs to one process
// of a host at a time. A copy that was interrupted, or kept by an earlier process, is gone on with: what has
// its digest stays.
class ShardStage {
  public:
    // Makes the folder and holds its lock. Throws DataError: `scratch` is the data set itself, or has too
    // little room; the folder holds anything else; another process is at work in it.
    ShardStage(const std::filesystem::path& data, const std::filesystem::path& scratch, bool keep);
    ~ShardStage();  // as release(), where that was not called
    ShardStage(const ShardStage&) = delete;
    ShardStage& operator=(const ShardStage&) = delete;

    static std::filesystem::path folder_of(const DatasetDocument& document,
                                           const std::filesystem::path& scratch);

    // Copies that shard, unless it is there with the digest that dataset.json says. Throws DataError: cannot
    // be read or written, other bytes than dataset.json says.
    void stage(std::size_t shard);
    // When all shards are there: from here on the folder is a data set.
    void complete();
    // Lets go of the folder, once, and unless it is kept takes the copy's names away. Who has opened the copy
    // reads on, and the room is free when the last one has closed it, however it ends.
    void release();

    std::size_t shards() const { return document_.shards.size(); }
    std::size_t copied() const { return copied_; }
    std::int64_t copied_bytes() const { return copied_bytes_; }

  private:
    void remove();
    void require_nothing_else() const;
    void require_room() const;

    const DatasetDocument document_;
    const std::filesystem::path data_, scratch_, folder_;
    const bool keep_;
    bool made_scratch_ = false, made_folder_ = false;
    std::optional<FolderLock> lock_;
    std::size_t copied_ = 0;
    std::int64_t copied_bytes_ = 0;
};

// Throws DataError where `scratch` has less than `needed` bytes.
void require_room_for_stage(const std::filesystem::path& scratch, std::uintmax_t available,
                            std::uintmax_t needed);

}  // namespace gren
