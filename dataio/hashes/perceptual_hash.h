// 64-bit perceptual hashes, of a rectangle and of the lungs' regions. One variant serves a data set.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace gren {

enum class HashVariant {
    dct32_median,  // 32×32 by area, DCT-II, top-left 8×8 with DC, bit = above the median (as imagehash.phash)
    opencv,        // cv::img_hash::PHash
    released,      // 8×8 cubic, 8×8 DCT, bit = above the mean with DC (the authors' code)
};
std::string to_string(HashVariant variant);  // "dct32-median", "opencv", "released"
// Throws DataError: unknown name, with the three known.
HashVariant hash_variant_from(const std::string& name);

// Bit order: row-major over the 8×8 block, most significant bit first, as str(imagehash) prints it.
// For `opencv`: the eight bytes cv::img_hash::PHash returns, first byte most significant.
// REQUIRES: region not empty.
std::uint64_t perceptual_hash(const cv::Mat1b& region, HashVariant variant);

struct HashOptions {
    HashVariant variant = HashVariant::dct32_median;
    bool crop_to_lung = true;   // tight bounding box of the region
    bool mirror_right = false;  // flip regions of the right lung left-right before hashing
};

// [R] of the regions that are the bits of `masks`; everything outside a region is zero; 0 for an absent one.
std::vector<std::uint64_t> region_hashes(const cv::Mat1b& image, const cv::Mat1b& masks,
                                         const std::vector<std::string>& regions, const HashOptions& options);

}  // namespace gren
