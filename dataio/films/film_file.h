// The one reader of films: PNG, JPEG, TIFF and DICOM, told apart by their bytes.
#pragma once

#include <filesystem>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "dataio/dicom/dicom_notes.h"
#include "dataio/dicom/window.h"
#include "dataio/image.h"

namespace gren {

struct Film : DecodedImage {
    std::optional<DicomNotes> dicom{};  // what a DICOM file says beside its pixels
};

// Whether read_film() takes the file for DICOM: by its bytes or, without a preamble, where its name ends in
// .dcm or .dicom.
bool is_dicom_film(const std::filesystem::path& file);

// What an archive's folder is searched for: .png, .jpg, .jpeg, .tif, .tiff, .dcm and .dicom in any case, and
// DICOM files without an extension, as their bytes say; the last number of a UID is none.
bool is_film_file(const std::filesystem::path& file);

// The name that stands for a film: without its extension, but a UID whole.
std::string film_stem(const std::filesystem::path& file);

// 8-bit grey by one of two rules. PNG, JPEG, TIFF: read_picture()'s (8 bits as they are, 16 bits from the
// image's own least to its greatest value; TIFF's WhiteIsZero inverted). DICOM: read_dicom()'s, by `window`,
// which concerns no other. Reading DICOM forks: REQUIRES that no other thread of this process is at work.
// Throws UnreadableImage: more than kMostPixels (found before decoding), absent, empty, truncated, damaged,
// of another kind, and what decode_tiff() and read_dicom() refuse.
Film read_film(const std::filesystem::path& file, const Window& window = {});

// By the headers alone. Throws UnreadableImage.
cv::Size film_size(const std::filesystem::path& file);

// hashed_patient() of a DICOM file; empty: it names none, or is no DICOM. Throws what hashed_patient() does.
std::string film_patient(const std::filesystem::path& file, std::string_view salt);

}  // namespace gren
