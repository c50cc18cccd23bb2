// A picture of a data set's samples, to see at a glance whether images, lungs, hashes and
// boxes belong together.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <vector>

#include "dataio/shards/dataset.h"

namespace gren {

// A tile: the image enlarged or shrunk to a square, and below it words on the left and the hashes on the
// right, each as 8×8 cells in the order of bits, light for 1: the right lung's, then the left lung's, as the
// viewer sees the lungs; those of more regions share their lung's place in rows, smaller.
struct ContactTile {
    static constexpr int kImage = 320, kFooter = 74, kMargin = 6;
    static constexpr int kWidth = kImage + 2 * kMargin, kHeight = kImage + kFooter + 2 * kMargin;
    static constexpr int kCell = 7, kHash = 8 * kCell;  // pixels of a bit, of a lung's hash
    // Upper left corners inside the tile.
    static cv::Point image() { return {kMargin, kMargin}; }
    static cv::Point right_hash() { return {kWidth - kMargin - 2 * kHash - 8, kMargin + kImage + 16}; }
    static cv::Point left_hash() { return {kWidth - kMargin - kHash, kMargin + kImage + 16}; }
};

// Up to `count` samples spread evenly over the set, up to half of them with boxes; ascending.
std::vector<std::int64_t> contact_samples(const Dataset& dataset, std::int64_t count);

// Regions of the patient's left lung outlined in blue, of the right in orange, boxes in green with their
// disease, flagged lungs in red words; `image` and `lungs`: [S, S].
cv::Mat3b contact_tile(const SampleInfo& info, const DatasetTraits& traits, const cv::Mat1b& image,
                       const cv::Mat1b& lungs);

// Tiles in rows, at most six to a row. REQUIRES: samples not empty.
cv::Mat3b contact_sheet(const Dataset& dataset, const std::vector<std::int64_t>& samples);

}  // namespace gren
