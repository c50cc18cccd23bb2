// Reads every byte of a data set and compares it with what was written.
#pragma once

#include <filesystem>

namespace gren {

// The digest of every shard and the checksums of every sample, in as many threads as there are cores. Throws
// DataError naming each damaged sample and each damaged shard, a line each.
void verify(const std::filesystem::path& dataset_directory);

}  // namespace gren
