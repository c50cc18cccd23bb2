// From stored values to grey: the modality's step, the VOI, then inversion (PS3.3, C.11 and C.7.6.3.1.2).
#pragma once

#include <cstdint>
#include <vector>

#include "dataio/dicom/dicom_header.h"
#include "dataio/dicom/window.h"

namespace gren {

struct GreyLevels {
    std::vector<std::uint8_t> of;  // [2^bits_stored], by the low bits of a stored value
    GreyBy by = GreyBy::minmax;
};

// Stored values -> modality LUT, else slope and intercept -> VOI by `window` -> 0..255, rounded -> 255 - grey
// where low values are white. A window's or LUT's own range becomes 0..255. `present` [2^bits_stored]: which
// values the image has. As pydicom's apply_modality_lut, apply_voi_lut and an inversion do, which the tests
// compare. REQUIRES: the header's pixels are decoded (why_not_decoded). Throws DataError, without the file's
// name: `file` and there is no VOI, a width below 1 (LINEAR) or not above 0 (the others).
GreyLevels grey_levels(const DicomHeader& header, const Window& window, const std::vector<bool>& present);

}  // namespace gren
