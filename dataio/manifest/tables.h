// The tables of a manifest, one file each; what they share.
#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "dataio/archive/archive.h"
#include "dataio/named_table.h"

namespace gren {

inline constexpr const char* kImageTable = "images.csv";
inline constexpr const char* kBoxTable = "boxes.csv";
inline constexpr const char* kMaskTable = "masks.csv";

// What becomes an archive, table by table.
struct ManifestReading {
    std::filesystem::path folder;
    bool allow_outside = false;
    Archive archive{};  // classes and images are set before the first table
    std::unordered_map<std::string, std::size_t> index{};  // of archive.radiographs by name, after images.csv
    std::int64_t labels_raised = 0;                        // that a box or a mask set present
    std::string first_raised{};                            // its place

    // Throws DataError behind the place of the table's row: no class is called `label`.
    std::size_t class_of(const std::string& label, const NamedTable& table) const;
    // `path` below the folder of images, normalized. Throws DataError behind the place of the table's row:
    // empty, or outside without allow_outside.
    std::filesystem::path file_at(const std::string& path, const NamedTable& table) const;
    // Says that the image shows the disease, whatever its labels say.
    void raise(Radiograph& radiograph, std::size_t cls, const std::string& place);
};

// Each throws DataError: what Faults and NamedTable say of the table.
void read_image_table(ManifestReading& reading);
void read_box_table(ManifestReading& reading);
void read_mask_table(ManifestReading& reading);

}  // namespace gren
