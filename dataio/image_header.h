// What the header of an image file promises, read before its pixels are decoded.
#pragma once

#include <cstdint>
#include <string_view>

namespace gren {

struct DeclaredSize {
    std::int64_t width = 0, height = 0;  // pixels
};

// Of a whole PNG, JPEG or TIFF file (read_image_file), or of a frame of JPEG, JPEG-LS or JPEG 2000 as DICOM
// holds it; 0×0 where it has no header that says so.
DeclaredSize declared_size(std::string_view bytes);

}  // namespace gren
