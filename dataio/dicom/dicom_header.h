// What a DICOM header says of its pixels: their layout, and how they become grey (PS3.3, C.7.6.3, C.11).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dataio/dicom/dicom_notes.h"
#include "dataio/dicom/dicom_record.h"
#include "dataio/dicom/lookup_table.h"

namespace gren {

enum class VoiFunction { linear, linear_exact, sigmoid };

struct VoiWindow {
    double center = 0, width = 0;  // in values after the modality's step
    VoiFunction function = VoiFunction::linear;
};

struct PixelPadding {
    int low = 0, high = 0;  // stored values, both included
};

struct DicomHeader {
    std::int64_t rows = 0, columns = 0, frames = 1;
    int samples = 1;
    int bits_allocated = 0, bits_stored = 0, high_bit = 0;
    bool is_signed = false;
    bool is_grey = false;       // MONOCHROME1 or MONOCHROME2
    bool low_is_white = false;  // MONOCHROME1, or a PresentationLUTShape of INVERSE: the last step inverts
    double slope = 1, intercept = 0;
    std::optional<LookupTable> modality_lut, voi_lut;  // the first item's
    std::optional<VoiWindow> window;                   // the first of several
    std::optional<PixelPadding> padding;
    std::string transfer_syntax;  // empty: the file does not say
    PixelSpacing spacing;
    BurnedIn burned_in = BurnedIn::unknown;
    bool identity_removed = false;

    // A stored value as a number: the low bits_stored bits, with their sign.
    int value_of(std::uint32_t stored) const;
};

// Throws DataError: an element that is no number, a LUT of another length than its descriptor says. The
// sentence lacks its file, and holds no value of the header.
DicomHeader read_header(const DicomRecord& record);

// Why its pixels are not decoded, the rest of a sentence without the file's name, as "has 3 frames, …"; empty
// where they are. Before they are read: rows × columns over kMostPixels are refused by the header alone.
std::string why_not_decoded(const DicomHeader& header);

}  // namespace gren
