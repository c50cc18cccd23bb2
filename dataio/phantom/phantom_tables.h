// The rows of NIH's two tables, with the headers as they are published.
#pragma once

#include <string>
#include <vector>

#include "dataio/phantom/phantom_radiograph.h"

namespace gren::phantom {

inline constexpr const char* kEntryHeader =
    "Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,View Position,"
    "OriginalImage[Width,Height],OriginalImagePixelSpacing[x,y]\n";
inline constexpr const char* kBoxHeader = "Image Index,Finding Label,Bbox [x,y,w,h],,,\n";

// `size`: pixels a side of the film.
std::string entry_row(const PhantomCase& phantom, const std::vector<Finding>& labels, int size);
std::string box_row(const PhantomCase& phantom, const DrawnBox& drawn);

}  // namespace gren::phantom
