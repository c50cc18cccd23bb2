// A manifest: the folder of tables by which any archive becomes a data set. MANIFEST.md is the contract.
#pragma once

#include <filesystem>

#include "dataio/archive/archive.h"

namespace gren {

// Reads manifest.ini, images.csv and, where they are there, boxes.csv and masks.csv of `folder`, in time and
// memory in proportion to their rows. Masks become boxes, after those of boxes.csv. Radiographs are sorted by
// name. Rows whose file is absent are counted, not fatal unless all are.
// `allow_outside`: files may lie outside the folder of images that manifest.ini names.
// Throws DataError: what is wrong in a table, up to ten rows with their lines and the count of the rest; a
// table that is missing or lacks a column, no image at all.
Archive read_manifest(const std::filesystem::path& folder, bool allow_outside);

// Throws DataError unless `out` is absent or an empty folder.
void refuse_occupied(const std::filesystem::path& out);

// Writes `archive` so that read_manifest() yields it again, whole or not at all: under `out`.partial, renamed
// when complete. REQUIRES: files of radiographs lie below archive.images.
// Throws DataError: `out` is no empty folder; cannot be written; a class with '|' in its name.
void write_manifest(const Archive& archive, const std::filesystem::path& out);

}  // namespace gren
