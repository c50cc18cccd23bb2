// Boxes of an archive's list and the images that they are boxes of: the pixels they count in must
// be the same.
#pragma once

#include <opencv2/core.hpp>
#include <optional>

#include "dataio/archive/archive.h"

namespace gren {

// `box` in pixels of an image of this size, clipped to it. `frame`: the size of the image that the list's
// boxes count in, where that is another one (--box-frame); they are scaled. May overhang by one pixel. Throws
// DataError: overhangs by more or lies outside, or came of a mask of another size, with its place, the size
// and the cure.
Box fit_box(const ListedBox& box, cv::Size image, const std::optional<cv::Size>& frame);

// Before any work: every box that fit_box() would refuse, known by the headers of the files alone; unreadable
// ones are left out. Where all images with boxes are of one size and no frame is given, boxes of images that
// are not there must lie in it, too: they show that a list belongs to larger images when the few that are
// here do not. Adds a note to `archive` where boxes keep to a corner of their images, as those of smaller
// ones do. Throws DataError.
void check_box_frame(Archive& archive, const std::optional<cv::Size>& frame);

}  // namespace gren
