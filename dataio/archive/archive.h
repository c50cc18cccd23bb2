// What an importer yields: the radiographs of any archive in one form; another archive is one importer more.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dataio/sample.h"

namespace gren {

struct ListedBox : Box {
    std::string place{};  // "FILE:LINE"
};

struct Radiograph {
    std::string name;  // unique in the archive
    std::filesystem::path file;
    std::string patient;              // empty: unknown
    std::vector<std::uint8_t> label;  // [K] kLabel*
    std::vector<ListedBox> boxes;     // pixels of the original image, or of the frame that --box-frame names
};

// Counts and words for the summary of `gren prepare`; nothing here is fatal.
struct ImportReport {
    std::int64_t rows = 0;  // rows of the label file
    std::int64_t rows_without_image = 0;
    std::int64_t images_without_row = 0;
    std::vector<std::string> notes;  // one sentence each, with file and line
};

struct Archive {
    std::vector<std::string> classes;     // K disease names, in the order of the labels
    std::vector<Radiograph> radiographs;  // sorted by name
    std::vector<ListedBox> boxes_without_image;
    ImportReport report;
};

// NIH ChestX-ray14 below `directory`: images_001..012/images, images_01..12 or flat, Data_Entry_2017*.csv and
// BBox_List_2017.csv (plain or .gz). Rows whose image is absent are counted, not fatal unless all are. Images
// may have been converted to JPEG: they are matched by stem, and `name` is the label file's. Of several label
// files the newest version is read, and a note says how the others differ. Throws DataError: missing or empty
// archive, no label file, missing columns, unknown disease, malformed number, a box without width or height,
// image named twice, no image at all.
Archive import_nih(const std::filesystem::path& directory);

}  // namespace gren
