// The digest of what a shard holds beside pixels: HDF5's structures, names, labels, boxes, hashes, checksums.
// It is cheap to check at every opening, before HDF5 reads a file that may crash it, and tells a shard of
// another data set.
#pragma once

#include <filesystem>
#include <string>

#include "dataio/shards/dataset_document.h"

namespace gren {

// SHA-256 of the file's bytes without the shard.samples·S² bytes at shard.image_offset and those at
// shard.lungs_offset, S = image_size. Throws DataError: cannot be read, ends before its pixels do.
std::string metadata_sha256(const std::filesystem::path& file, const ShardEntry& shard, int image_size);

}  // namespace gren
