#include "dataio/dicom/dicom_header.h"

#include <fmt/format.h>

#include <algorithm>

#include "dataio/data_error.h"
#include "dataio/dicom/dicom_tags.h"
#include "dataio/dicom/lookup_table.h"
#include "dataio/dicom/transfer_syntax.h"
#include "dataio/image.h"

namespace gren {
namespace {

using namespace dicom;

std::optional<VoiWindow> window_of(const DicomRecord& record) {
    const auto center = record.number(kWindowCenter), width = record.number(kWindowWidth);
    if (!center && !width) return std::nullopt;
    if (!center || !width) throw DataError("has a window without center or without width");
    VoiWindow window{*center, *width, VoiFunction::linear};
    const auto function = record.text(kVoiLutFunction);
    if (function == "LINEAR_EXACT")
        window.function = VoiFunction::linear_exact;
    else if (function == "SIGMOID")
        window.function = VoiFunction::sigmoid;
    else if (!function.empty() && function != "LINEAR")
        throw DataError("has a VOI LUT function (0028,1056) that is none of LINEAR, LINEAR_EXACT, SIGMOID");
    return window;
}

PixelSpacing spacing_of(const DicomRecord& record) {
    for (const auto& [key, source] : {std::pair(kPixelSpacing, SpacingSource::pixel_spacing),
                                      std::pair(kImagerPixelSpacing, SpacingSource::imager_pixel_spacing)}) {
        const auto row = record.number(key, 0), column = record.number(key, 1);
        if (row && column && *row > 0 && *column > 0) return {source, *row, *column};
    }
    return {};
}

BurnedIn burned_in_of(const DicomRecord& record) {
    const auto text = record.text(kBurnedInAnnotation);
    return text == "YES" ? BurnedIn::yes : text == "NO" ? BurnedIn::no : BurnedIn::unknown;
}

std::optional<PixelPadding> padding_of(const DicomRecord& record, const DicomHeader& header) {
    const auto one = record.word(kPixelPaddingValue);
    if (!one) return std::nullopt;
    const int value = header.value_of(*one),
              limit = header.value_of(record.word(kPixelPaddingRangeLimit).value_or(*one));
    return PixelPadding{std::min(value, limit), std::max(value, limit)};
}

}  // namespace

int DicomHeader::value_of(std::uint32_t stored) const {
    if (bits_stored < 1 || bits_stored > 16) return 0;
    const int range = 1 << bits_stored, value = static_cast<int>(stored) & (range - 1);
    return is_signed && value >= range / 2 ? value - range : value;
}

DicomHeader read_header(const DicomRecord& record) {
    const auto word = [&](DicomKey key) { return static_cast<int>(record.word(key).value_or(0)); };
    const auto grey = record.text(kPhotometricInterpretation);
    DicomHeader header;
    header.rows = word(kRows);
    header.columns = word(kColumns);
    header.frames =
        static_cast<std::int64_t>(std::clamp(record.number(kNumberOfFrames).value_or(1), 0., 1e9));
    header.samples = word(kSamplesPerPixel);
    header.bits_allocated = word(kBitsAllocated);
    header.bits_stored = word(kBitsStored);
    header.high_bit = word(kHighBit);
    header.is_signed = word(kPixelRepresentation) == 1;
    header.is_grey = grey == "MONOCHROME1" || grey == "MONOCHROME2";
    header.low_is_white = grey == "MONOCHROME1" || record.text(kPresentationLutShape) == "INVERSE";
    header.slope = record.number(kRescaleSlope).value_or(1);
    header.intercept = record.number(kRescaleIntercept).value_or(0);
    header.modality_lut = read_lookup_table(record, kModalityLutSequence, header.is_signed);
    header.voi_lut = read_lookup_table(record, kVoiLutSequence, header.is_signed || header.intercept < 0);
    header.window = window_of(record);
    header.padding = padding_of(record, header);
    header.transfer_syntax = record.text(kTransferSyntax);
    header.spacing = spacing_of(record);
    header.burned_in = burned_in_of(record);
    header.identity_removed = record.text(kPatientIdentityRemoved) == "YES";
    return header;
}

std::string why_not_decoded(const DicomHeader& header) {
    const auto& h = header;
    if (auto other = unknown_transfer_syntax(h.transfer_syntax); !other.empty()) return other;
    if (h.rows < 1 || h.columns < 1) return "holds no image (its header has no rows and columns)";
    if (h.rows * h.columns > kMostPixels)
        return fmt::format("has {}×{} pixels, expected at most {}; scale it down first", h.columns, h.rows,
                           kMostPixels);
    if (h.frames != 1)
        return fmt::format("has {} frames, expected one; write each frame to a file of its own", h.frames);
    if (h.samples != 1 || !h.is_grey)
        return fmt::format(
            "is in color or not grey ({} samples a pixel), expected MONOCHROME1 or MONOCHROME2", h.samples);
    if ((h.bits_allocated != 8 && h.bits_allocated != 16) || h.bits_stored < 1 ||
        h.bits_stored > h.bits_allocated || h.high_bit != h.bits_stored - 1)
        return fmt::format(
            "has {} bits in {}, the highest being {}; expected 1 to 16 in the low bits of 8 or 16",
            h.bits_stored, h.bits_allocated, h.high_bit);
    return "";
}

}  // namespace gren
