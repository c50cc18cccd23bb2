// Writing one HDF5 shard (SHARD_FORMAT.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "dataio/sample.h"
#include "dataio/shards/dataset_document.h"

namespace gren {

// Writes under a temporary name; finish() makes the shard appear under its own. Memory: the metadata of all
// samples and the pixels of one. Not thread-safe, and no two at once in different threads (HDF5).
class ShardWriter {
  public:
    // `capacity`: samples the shard will hold at most; fewer cost a copy at the end.
    // Throws DataError: file exists, cannot be created.
    ShardWriter(std::filesystem::path file, const DatasetTraits& traits, std::int64_t capacity);
    ~ShardWriter();  // without finish(): removes the temporary file
    // Throws DataError: image or lungs not S·S bytes, label not K, box of no class, more than
    // capacity, disk full.
    void add(const Sample& sample);
    // Flushes, fsyncs, renames. Throws DataError: disk full, no sample added.
    ShardEntry finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gren
