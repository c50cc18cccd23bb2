// TIFF, by libtiff: OpenCV's reader leaves WhiteIsZero of 16 bits as it stands and takes the first
// of many pages.
#pragma once

#include <filesystem>
#include <string_view>

#include "dataio/image.h"
#include "dataio/image_header.h"

namespace gren {

// One page of grey, RGB or RGBA, contiguous, in strips or tiles, 8 or 16 bits without sign; stored plainly or
// by LZW, deflate or PackBits. WhiteIsZero is inverted; else as read_picture(). `file` is for the sentence
// alone. Throws UnreadableImage: more than kMostPixels (found before decoding), several pages, other bits,
// colors or compression, truncated, damaged.
DecodedImage decode_tiff(const std::filesystem::path& file, std::string_view bytes);

// By its header; 0×0 where it has none.
DeclaredSize tiff_size(std::string_view bytes);

}  // namespace gren
