// A prepared data set, opened for reading: everything but pixels in memory, pixels read directly
// from the shards.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "dataio/sample.h"
#include "dataio/shards/dataset_document.h"

namespace gren {

class Dataset {
  public:
    // Opens dataset.json and every shard, and checks that each holds what dataset.json says, pixels aside, so
    // that no step finds out later. Throws DataError naming file, found, expected: absent, another format
    // version, truncated, damaged, of another data set.
    explicit Dataset(const std::filesystem::path& directory);
    ~Dataset();
    Dataset(const Dataset&) = delete;
    Dataset& operator=(const Dataset&) = delete;

    std::int64_t size() const;
    const DatasetTraits& traits() const;
    const std::string& digest() const;                     // of dataset.json's contents; equal on all ranks
    const SampleInfo& info(std::int64_t index) const;      // REQUIRES 0 <= index < size()
    std::int64_t index_of(const std::string& name) const;  // throws DataError: no such sample
    std::vector<int> boxed_classes() const;                // classes with at least one box, ascending

    // Pixels of one sample into two buffers of S·S bytes. Thread-safe, without HDF5's global lock (offset +
    // pread). The first time that a sample is read, its checksum is compared: disks spoil what lies on
    // them, and a later reading comes from memory. Throws DataError: read error, truncated shard, pixels
    // unlike their checksum.
    void read_pixels(std::int64_t index, std::span<std::uint8_t> image, std::span<std::uint8_t> lungs) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gren
