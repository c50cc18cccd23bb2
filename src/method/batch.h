// One rank's share of a global batch, on the device, ready for the network and the losses.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "dataio/shards/dataset.h"
#include "dataio/shards/loader.h"
#include "src/companions/companions.h"
#include "src/method/localization_targets.h"

namespace gren {

// Symbols as in README: B images of this rank, K classes, P cells a side, S pixels a side.
struct Batch {
    std::vector<std::int64_t> index;  // [B] into the data set
    std::vector<std::int64_t> rows;   // [world] images per rank; their sum is N
    torch::Tensor image;              // [B, 3, S, S] float32, channels_last, ImageNet's mean and std
    torch::Tensor regions;            // [B, R, S, S] uint8, 1 inside each of the lungs' regions
    torch::Tensor hash;               // [B, R] int64, CPU: hashes of the regions
    torch::Tensor lungs_valid;        // [B] bool, CPU
    LocalizationTargets targets;
    torch::Tensor block_hash{};        // [B, 10] int64, CPU: hashes of the blocks of the whole image
    torch::Tensor companions{};        // [B·c, 3, S, S] as `image`, those of an image together; or undefined
    torch::Tensor companion_weight{};  // [B, c] float64, CPU: 1 - H/64 over all regions, 0 where one has none
    torch::Tensor anchors{};           // [A, 3, S, S], the same on all ranks; or undefined
    std::vector<bool> right{false, true};  // [R] whether a region is of the patient's right lung

    std::int64_t global_size() const;  // N
    torch::Tensor lungs() const;       // [B, 2, S, S] uint8, 1 inside the patient's left, right lung
    // `count` of this rank's images from the one at `from` on; the global batch stays the same.
    Batch part(std::int64_t from, std::int64_t count) const;
};

struct BatchMaker {
    const Dataset& dataset;
    std::vector<bool> takes_boxes;  // [samples]: whether an image's boxes take part in training
    int grid = 16;                  // P
    torch::Device device = torch::kCPU;
    // The released script's habit: of an image whose boxes take part, classes without a box count as absent.
    bool boxed_labels_only = false;
    const Companions* companions = nullptr;  // must outlive it; or none
    torch::Tensor anchors{};                 // Batch::anchors

    // `pixels`: this rank's images, then, where there are companions, those of all of them; `rows`: images
    // per rank at this step.
    Batch operator()(const PixelBatch& pixels, std::vector<std::int64_t> rows) const;
    // The same from pixels that lie on `device`: [B, S, S] uint8 each.
    Batch from_bytes(std::vector<std::int64_t> index, const torch::Tensor& image, const torch::Tensor& lungs,
                     std::vector<std::int64_t> rows) const;
};

// The pixels of some samples, on `device`: [n, S, S] uint8 each.
struct PixelPlanes {
    torch::Tensor image, lungs;
};
PixelPlanes read_planes(const Dataset& dataset, const std::vector<std::int64_t>& samples,
                        torch::Device device);

// Pixels of some samples as the network sees them: [B, 3, S, S] on `device`.
torch::Tensor images_of(const Dataset& dataset, const std::vector<std::int64_t>& samples,
                        torch::Device device);

// [B, S, S] uint8 of bits -> [B, regions, S, S] uint8, 1 inside each region
torch::Tensor region_masks(const torch::Tensor& bits, std::size_t regions);

// [B, S, S] uint8 -> [B, 3, S, S] float32: grey three times, minus ImageNet's mean, by its stddev.
torch::Tensor normalized_image(const torch::Tensor& grey);

}  // namespace gren
