// Reads every byte of a data set and compares it with what was written.
#pragma once

#include <filesystem>

namespace gren {

// Checksums of every sample's pixels, then the digest of every shard. Throws DataError naming each damaged
// sample and each damaged shard, a line each.
void verify(const std::filesystem::path& dataset_directory);

}  // namespace gren
