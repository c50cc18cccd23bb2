// What importers share in finding an archive's tables and images, and in ending.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dataio/archive/archive.h"
#include "dataio/importers/importers.h"

namespace gren {

// `name` or `name`.gz below `directory`.
std::optional<std::filesystem::path> table_there(const std::filesystem::path& directory,
                                                 const std::string& name);
// Throws DataError: `directory` is no folder, or has neither `name` nor `name`.gz.
std::filesystem::path require_table(const std::filesystem::path& directory, const std::string& name);

// Sorts, keeps --views and notes missing patients. `tables`: the names of those that were read.
// Throws DataError: no image at all.
void complete_import(Archive& archive, const std::filesystem::path& directory, const ImportOptions& options,
                     const std::string& tables);

}  // namespace gren
