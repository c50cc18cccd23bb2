// One radiograph as it stands in a shard: SHARD_FORMAT.md is the contract on disk, this is the
// same in memory.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace gren {

// Values of a label, on disk and in memory; frozen.
inline constexpr std::uint8_t kLabelAbsent = 0;
inline constexpr std::uint8_t kLabelPresent = 1;
inline constexpr std::uint8_t kLabelUnknown = 255;  // carries no loss

// Bits of a mask of two lungs, which are the regions of most data sets (dataio/regions.h); frozen. The
// patient's left is the viewer's right.
inline constexpr std::uint8_t kLeftLung = 1;
inline constexpr std::uint8_t kRightLung = 2;

// A disease's box; which image's pixels it counts in is said where it is used.
struct Box {
    std::int32_t cls = 0;  // index into the data set's classes
    float x = 0, y = 0;    // upper left corner
    float w = 0, h = 0;
};

// Six numbers m of x' = m0 x + m1 y + m2, y' = m3 x + m4 y + m5, in shares of the image's side.
using AffineMap = std::array<float, 6>;

// How a film came into its data set's frame.
struct Alignment {
    AffineMap map{1, 0, 0, 0, 1, 0};  // from the film as it was to the stored image
    std::vector<Box> boxes;           // SampleInfo::boxes in pixels of the stored image
};

// Whom and how a film shows, as far as the archive says; empty or NaN: unknown.
struct Acquisition {
    std::string study, view, sex, site;  // the archive's words
    float age = kUnknown;                // years
    // Millimetres from row to row and from column to column of the original image, and what they are measured
    // on: "patient" (calibrated) or "detector".
    std::array<float, 2> pixel_spacing{kUnknown, kUnknown};
    std::string spacing_on;

    static constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();
};

// Everything about a sample but its pixels.
struct SampleInfo {
    std::string name;                  // file name in the archive, unique in the data set
    std::string patient;               // empty: unknown
    std::int32_t original_height = 0;  // pixels of the original image
    std::int32_t original_width = 0;
    std::vector<std::uint64_t> hash = {0, 0};     // [R] perceptual hashes of the set's regions
    std::array<std::uint64_t, 10> block_hash{};   // block_hashes() of the S×S image
    std::array<std::uint64_t, 4> average_hash{};  // average_hash() of the S×S image
    bool lungs_flagged = false;                   // lungs missing or implausible: its graph edges are dropped
    std::vector<std::uint8_t> label;              // [K] kLabel*
    std::vector<Box> boxes;                       // pixels of the S×S image, before an alignment
    Acquisition acquisition;
    std::optional<Alignment> alignment;  // of an aligned set, of each of its films

    // Where the diseases are in the stored image.
    const std::vector<Box>& boxes_in_image() const { return alignment ? alignment->boxes : boxes; }
};

struct Sample {
    SampleInfo info;
    std::vector<std::uint8_t> image;  // [S, S] grey
    std::vector<std::uint8_t> lungs;  // [S, S] bits of the set's regions
};

}  // namespace gren
