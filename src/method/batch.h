// One rank's share of a global batch, on the device, ready for the network and the losses.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "dataio/shards/dataset.h"
#include "dataio/shards/loader.h"
#include "src/method/localization_targets.h"

namespace gren {

// Symbols as in README: B images of this rank, K classes, P cells a side, S pixels a side.
struct Batch {
    std::vector<std::int64_t> index;  // [B] into the data set
    std::vector<std::int64_t> rows;   // [world] images per rank; their sum is N
    torch::Tensor image;              // [B, 3, S, S] float32, channels_last, ImageNet's mean and std
    torch::Tensor lungs;              // [B, 2, S, S] uint8, 1 inside the patient's left, right lung
    torch::Tensor hash;               // [B, 2] int64, CPU: hashes of the lungs
    torch::Tensor lungs_valid;        // [B] bool, CPU
    LocalizationTargets targets;

    std::int64_t global_size() const;  // N
    // `count` of this rank's images from the one at `from` on; the global batch stays the same.
    Batch part(std::int64_t from, std::int64_t count) const;
};

struct BatchMaker {
    const Dataset& dataset;
    std::vector<bool> takes_boxes;  // [samples]: whether an image's boxes take part in training
    int grid = 16;                  // P
    torch::Device device = torch::kCPU;

    // `pixels`: this rank's images; `rows`: images per rank at this step.
    Batch operator()(const PixelBatch& pixels, std::vector<std::int64_t> rows) const;
    // The same from pixels that lie on `device`: [B, S, S] uint8 each.
    Batch from_bytes(std::vector<std::int64_t> index, const torch::Tensor& image, const torch::Tensor& lungs,
                     std::vector<std::int64_t> rows) const;
};

// [B, S, S] uint8 -> [B, 3, S, S] float32: grey three times, minus ImageNet's mean, by its stddev.
torch::Tensor normalized_image(const torch::Tensor& grey);

}  // namespace gren
