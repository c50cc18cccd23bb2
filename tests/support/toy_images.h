// A handful of random images with labels, boxes, lungs and hashes: the same on every rank, in float64.
#pragma once

#include <torch/types.h>

#include <vector>

#include "src/method/batch.h"
#include "src/method/localizer.h"

namespace gren {

struct ToyImages {
    static constexpr std::int64_t kSide = 32, kClasses = 3, kGrid = 4;
    Batch whole;  // all N images, as one rank's batch

    // Some images are flagged, some classes boxed, one label unknown. With random companions or anchors as
    // `rule` has them.
    explicit ToyImages(std::int64_t images, std::uint64_t seed = 1, const CompanionRule& rule = {});
    // Image and lungs of `second` become those of `first`; labels, boxes and hashes stay.
    void make_equal(std::int64_t first, std::int64_t second);
    // Each lung's mask becomes those of three zones, with hashes of their own.
    void divide_into_zones();
    // Of a method for a ResNet-18 or a DenseNet-121 whose F has kChannels: narrow backbones, since the
    // arithmetic is what is tested.
    static constexpr std::int64_t kChannels = 64;
    static HeadShape head_shape(int depth = 18);
    // That network, of output stride 8, in training mode; its weights come from torch's generator.
    static Localizer network(Method method, NormMode norm, World* world = nullptr, int depth = 18);
    // What `rank` of a world with these rows owns, on `device`; images and targets in `precision`.
    Batch share(const std::vector<std::int64_t>& rows, int rank, at::ScalarType precision = torch::kFloat64,
                torch::Device device = torch::kCPU) const;
};

}  // namespace gren
