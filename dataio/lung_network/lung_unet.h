// The lung segmenter's network with its input: what training and use must agree on, and the file
// that carries both.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <opencv2/core.hpp>
#include <string>

#include "dataio/lung_network/unet.h"

namespace gren {

struct LungUNet {
    // REQUIRES first_channels divisible by 4, side by 16.
    LungUNet(std::int64_t first_channels, int side)
        : net(first_channels), channels(first_channels), size(side) {}

    UNet net;
    std::int64_t channels;
    int size;  // S: pixels per side of the network's input
};

// [S, S] grey -> [1, 1, S, S] float32: the image's own 1st and 99th percentiles become -1 and 1, beyond is
// cut, so that exposure, borders and burnt-in letters weigh little.
torch::Tensor lung_unet_input(const cv::Mat1b& image);

// Readable by read_lung_unet. `notes` go into the file's metadata, for example what the network was trained
// on. Throws DataError: cannot be written.
void write_lung_unet(const std::filesystem::path& file, const LungUNet& unet,
                     const std::map<std::string, std::string>& notes);

// Throws DataError: absent, no safetensors, weights of another network.
LungUNet read_lung_unet(const std::filesystem::path& file);

}  // namespace gren
