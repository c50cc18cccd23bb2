// Images that have nothing to do with chests: ten kinds of pattern, to train a network's first layers on
// before it sees a film.
#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core.hpp>
#include <vector>

#include "dataio/phantom/texture_patterns.h"

namespace gren::phantom {

struct TextureOptions {
    int images = 400;
    int size = 256;  // pixels per side
    std::uint64_t seed = 1;
};

// Which patterns an image shows: one to three different ones, in the order of Pattern. Each of the ten is
// shown first in equally many of a row of images (give or take one).
std::vector<Pattern> patterns_of(int image, std::uint64_t seed);

// Cloudy grey, and on it a patch of each pattern, of random place, size, turn, period, contrast and sign.
cv::Mat1b draw_textures(int image, int size, std::uint64_t seed);  // [size, size]

// Writes into `directory` a manifest (MANIFEST.md) of images with labels, without patients, boxes or lungs:
// manifest.ini, images.csv, images/*.png. Same options, same bytes. Throws DataError: the folder exists and
// is not empty, or cannot be written.
void write_texture_archive(const std::filesystem::path& directory, const TextureOptions& options);

}  // namespace gren::phantom
