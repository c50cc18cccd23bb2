// What a DICOM file says beside its grey values, and what may be repeated of it: no text of its header.
#pragma once

namespace gren {

enum class SpacingSource { none, pixel_spacing, imager_pixel_spacing };

// Millimeters between the centers of neighbors. PixelSpacing where the file has one: in the patient, or what
// the vendor took for it; else ImagerPixelSpacing: at the detector, where things look larger than they are.
struct PixelSpacing {
    SpacingSource source = SpacingSource::none;
    double row_mm = 0, column_mm = 0;  // between rows, between columns; 0 without a source
};

// BurnedInAnnotation (0028,0301): whether the pixels show who the patient is.
enum class BurnedIn { no, yes, unknown };

// How the values became grey, after the modality's step (window.h).
enum class GreyBy { voi_lut, file_window, given_window, minmax };

struct DicomNotes {
    PixelSpacing spacing;
    BurnedIn burned_in = BurnedIn::unknown;
    bool identity_removed = false;  // PatientIdentityRemoved (0012,0062) is YES
    GreyBy grey_by = GreyBy::minmax;
};

}  // namespace gren
