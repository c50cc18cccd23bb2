// What importers share in finding an archive's tables and images, and in ending.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dataio/archive/archive.h"
#include "dataio/archive/image_index.h"
#include "dataio/importers/importers.h"

namespace gren {

// `name` or `name`.gz below `directory`.
std::optional<std::filesystem::path> table_there(const std::filesystem::path& directory,
                                                 const std::string& name);
// Throws DataError: `directory` is no folder, or has neither `name` nor `name`.gz.
std::filesystem::path require_table(const std::filesystem::path& directory, const std::string& name);

// The film that `index` has under `stem`, added as `name`, every label absent; it stays valid until the next.
// Null where there is none, which is counted.
Radiograph* add_radiograph(Archive& archive, const ImageIndex& index, const std::string& stem,
                           const std::string& name);
// After the last of them.
void count_images_without_row(Archive& archive, const ImageIndex& index);

// Adds a note where `count` ages in `file` are none (age_in_years()).
void note_odd_ages(Archive& archive, const std::filesystem::path& file, std::int64_t count);

// Sorts, keeps --views, hashes patients where asked to, and notes missing ones. `tables`: the names of those
// that were read. Throws DataError: no image at all.
void complete_import(Archive& archive, const std::filesystem::path& directory, const ImportOptions& options,
                     const std::string& tables);

}  // namespace gren
