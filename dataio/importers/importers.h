// Archives as they are published: each importer knows one archive's file names, columns and quirks, and
// yields what all have in common. Another archive is one importer more, and a line in importers.cpp.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "dataio/archive/archive.h"

namespace gren {

enum class Uncertain { unknown, absent, present };  // what a label of -1 becomes
enum class Readers { any, majority };               // whose word counts where several read an image

struct ImportOptions {
    std::filesystem::path label_map{};  // vocabulary.h; empty: the archive's own names
    std::vector<std::string> views{};   // empty: all
    Uncertain uncertain = Uncertain::unknown;
    Readers readers = Readers::any;
    std::string patient_salt{};  // hashed_patients.h; empty: only the tables name patients
};

// All take the folder of an archive and throw DataError: missing or empty archive, no label file, missing
// columns, unknown labels (all at once), malformed number, an image named twice, no image at all. Rows whose
// image is absent are counted, not fatal unless all are. Radiographs are sorted by name, the name being the
// archive's own file name, whatever the image was converted to.

// ChestX-ray14: images_001..012/images, images_01..12 or flat, Data_Entry_2017*.csv and BBox_List_2017.csv
// (plain or .gz). Images are matched by stem. Of several label files the newest version is read, and a note
// says how the others differ. Throws DataError also: a box without width or height.
Archive import_nih(const std::filesystem::path& directory, const ImportOptions& options = {});

// CheXpert: train.csv, valid.csv, test.csv. Patient and study are read from the paths, which begin with the
// name of the zip, here or not. All views are taken. A blank label is unknown, but absent beside No Finding.
Archive import_chexpert(const std::filesystem::path& directory, const ImportOptions& options = {});

// VinDr-CXR of Kaggle (train.csv) or of PhysioNet (annotations/). Patients are not known.
Archive import_vindr(const std::filesystem::path& directory, const ImportOptions& options = {});

// MIMIC-CXR-JPG: metadata, chexpert and, where it is there, split, plain or .gz. An image has
// its study's labels.
Archive import_mimic(const std::filesystem::path& directory, const ImportOptions& options = {});

// RSNA Pneumonia Detection Challenge: stage_2_train_labels.csv. Notes that its images are NIH's.
Archive import_rsna(const std::filesystem::path& directory, const ImportOptions& options = {});

// SIIM-ACR Pneumothorax: train-rle.csv or stage_2_train.csv; masks stay run lengths.
Archive import_siim(const std::filesystem::path& directory, const ImportOptions& options = {});

// The one COCO file of a folder or its annotations/: boxes, polygons as the boxes around them, run-length
// masks. Names are its file_names.
Archive import_coco(const std::filesystem::path& directory, const ImportOptions& options = {});

// Object-CXR: train.csv, dev.csv, test.csv; names are paths below the archive.
Archive import_object_cxr(const std::filesystem::path& directory, const ImportOptions& options = {});

struct Importer {
    const char* name;  // of `gren import`
    Archive (*import)(const std::filesystem::path& directory, const ImportOptions& options);
    // Which options mean something to this archive; the others are refused.
    bool has_views = false, has_uncertain = false, has_readers = false;
};
std::span<const Importer> importers();

}  // namespace gren
