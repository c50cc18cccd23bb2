// One shard, opened for reading: metadata checked and in memory, pixels on demand.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "dataio/posix_file.h"
#include "dataio/sample.h"
#include "dataio/shards/dataset_document.h"

namespace gren {

struct ShardMetadata {
    DatasetTraits traits;
    std::vector<SampleInfo> info;              // [n]
    std::vector<std::uint32_t> checksum;       // [n] pixel_checksum()
    std::vector<std::uint32_t> info_checksum;  // [n] info_checksum()
    std::int64_t image_offset = 0;             // bytes from the start of the file
    std::int64_t lungs_offset = 0;
};

class ShardReader {
  public:
    // Throws DataError: absent, not HDF5, another version, truncated, a data set of another type or shape.
    explicit ShardReader(const std::filesystem::path& file);
    const ShardMetadata& metadata() const { return metadata_; }
    // Thread-safe. REQUIRES: 0 <= row < n, two buffers of S·S bytes. Throws DataError: read error, truncated.
    void read_pixels(std::int64_t row, std::span<std::uint8_t> image, std::span<std::uint8_t> lungs) const;

  private:
    ShardMetadata metadata_;
    PosixFile file_;
};

}  // namespace gren
