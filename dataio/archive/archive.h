// The radiographs of any archive in one form: what an importer yields, what a manifest holds,
// what is prepared.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "dataio/sample.h"

namespace gren {

// Of the image that a mask was drawn on; 0×0: the box was drawn as a box.
struct MaskSize {
    int width = 0, height = 0;  // pixels
};

struct ListedBox : Box {
    std::string place{};   // "FILE:LINE"
    std::string reader{};  // who drew it; empty: unknown
    MaskSize mask{};
};
struct BoxWithoutImage : ListedBox {
    std::string image{};
};

// A disease's region, as masks.csv has it (dataio/MANIFEST.md). It becomes boxes when a manifest is read.
struct ListedMask {
    std::int32_t cls = 0;
    std::string encoding, data;
};

struct Radiograph {
    std::string name;  // unique in the archive
    std::filesystem::path file;
    std::string patient;              // empty: unknown, here and below
    std::vector<std::uint8_t> label;  // [K] kLabel*
    std::vector<ListedBox> boxes;     // pixels of the original image, or of the frame that --box-frame names
    std::vector<ListedMask> masks{};
    std::string study{};
    std::string view{};                                   // PA, AP, LATERAL, or the archive's own word
    std::string sex{};                                    // M, F or O
    std::string site{};                                   // where it was taken
    std::string split{};                                  // the archive's own list that it stands in
    float age = std::numeric_limits<float>::quiet_NaN();  // years
};

// Counts and words for the summary of `gren import` and `gren prepare`; nothing here is fatal.
struct ImportReport {
    std::int64_t rows = 0;  // rows of the label file
    std::int64_t rows_without_image = 0;
    std::int64_t images_without_row = 0;
    std::vector<std::string> notes{};  // one sentence each, with file and line
};

// Where the radiographs came from, and what was chosen when they were imported; one line
// each, empty: unknown.
struct Provenance {
    std::string archive{};
    std::string licence{};
    std::string choices{};  // "readers majority; views PA, AP"
};

struct Archive {
    std::vector<std::string> classes;     // K disease names, in the order of the labels
    std::vector<Radiograph> radiographs;  // sorted by name
    std::vector<BoxWithoutImage> boxes_without_image;
    ImportReport report;
    std::filesystem::path images{};  // folder that all files lie below, unless --allow-outside was given
    Provenance provenance{};
};

// Present beats unknown, unknown beats absent: of a label that is said more than once.
void raise_label(std::uint8_t& label, std::uint8_t value);

// In years: of "58", "58.5", "058Y", "006M", "03W", "011D" (DICOM's ages). NaN: no age, or not within
// 0 to 120.
float age_in_years(const std::string& text);

// M, F or O of "M", "Male", "f", "other"; empty: none of them.
std::string sex_from(std::string text);

// Adds a note where patients are unknown, since then no split can keep a patient on one side.
void note_missing_patients(Archive& archive);

}  // namespace gren
