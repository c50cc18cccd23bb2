#include "src/prepare/dicom_counts.h"

#include <fmt/format.h>

namespace gren {
namespace {

constexpr const char* kBurnedIn = "burned-in annotations";
constexpr const char* kPerhapsBurnedIn = "burned-in annotations unknown";
constexpr const char* kIdentified = "identity not said to be removed";

const char* name_of(GreyBy by) {
    switch (by) {
        case GreyBy::voi_lut:
            return "grey by the file's LUT";
        case GreyBy::file_window:
            return "grey by the file's window";
        case GreyBy::given_window:
            return "grey by the window given";
        case GreyBy::minmax:
            return "grey from least to greatest value";
    }
    return "";
}

const char* name_of(SpacingSource source) {
    switch (source) {
        case SpacingSource::none:
            return "no spacing";
        case SpacingSource::pixel_spacing:
            return "PixelSpacing";
        case SpacingSource::imager_pixel_spacing:
            return "ImagerPixelSpacing";
    }
    return "";
}

std::int64_t count_of(const std::map<std::string, std::int64_t>& counts, const char* name) {
    const auto found = counts.find(name);
    return found == counts.end() ? 0 : found->second;
}

}  // namespace

void count_dicom(const DicomNotes& notes, std::map<std::string, std::int64_t>& counts) {
    ++counts["files"];
    ++counts[name_of(notes.grey_by)];
    ++counts[name_of(notes.spacing.source)];
    if (notes.burned_in == BurnedIn::yes) ++counts[kBurnedIn];
    if (notes.burned_in == BurnedIn::unknown) ++counts[kPerhapsBurnedIn];
    if (!notes.identity_removed) ++counts[kIdentified];
}

std::string dicom_warning(const std::map<std::string, std::int64_t>& counts) {
    const auto burned = count_of(counts, kBurnedIn), perhaps = count_of(counts, kPerhapsBurnedIn),
               identified = count_of(counts, kIdentified);
    std::string text;
    if (burned + perhaps > 0)
        text += fmt::format(
            "warning: {} DICOM files say that annotations are burned into their pixels, {} do not say; "
            "look at them before the set leaves the house\n",
            burned, perhaps);
    if (identified > 0)
        text += fmt::format(
            "warning: {} DICOM files do not say that the patient's identity is removed; no text of "
            "their headers is in the set, but their names are\n",
            identified);
    return text;
}

}  // namespace gren
