// Both lungs of an image as CheXmask writes them: run lengths "start length start length …", row-major,
// starts counted from 1.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <span>
#include <vector>

#include "dataio/csv.h"

namespace gren {

struct PixelRun {
    std::uint32_t begin = 0, length = 0;  // pixels, counted from 0
};

struct RunLengthMask {
    int height = 0, width = 0;
    std::vector<PixelRun> left, right;

    cv::Mat1b painted() const;  // [height, width] kLeftLung | kRightLung
    // The same, as if the runs went down the columns.
    cv::Mat1b painted_by_columns() const;
};

// Fields of the row that `csv` has read. Throws DataError with file and line.
int mask_side(const CsvReader& csv, std::size_t column);
std::vector<PixelRun> pixel_runs(const CsvReader& csv, std::size_t column, std::uint64_t pixels);

// Whether most of `masks` are no upright lungs as they are read, and are when read by columns. False for
// fewer than three.
bool are_column_major(std::span<const RunLengthMask> masks);

}  // namespace gren
