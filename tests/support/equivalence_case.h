// A case of the contract of METHOD.md, "Over ranks": images, and the network and trainer that see them.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "src/training/trainer.h"
#include "tests/support/toy_images.h"

namespace gren {

struct EquivalenceCase {
    std::string name, method = "gren", reading = "pooled";
    std::uint64_t seed = 1;     // of images
    std::string rows = "even";  // or "last": all images on the last rank
    NormMode norm = NormMode::sync;
    bool attract = true, mean_loss = true, mean_graph = false, normalize = true;
    std::int64_t images = 8, images_per_part = 0;
    bool recompute = false, capture = false;
    bool grey_background = false;  // of the forward reading
    double clip_norm = 0;
    bool zones = false;         // six regions instead of two lungs
    bool equal_images = false;  // the second image is the first once more
    GraphPath path = GraphPath::all_gather;
    CommunicationDtype wire = CommunicationDtype::full;
    at::ScalarType precision = torch::kFloat64;  // of the trainer; the oracle's is float64
    int steps = 5;
    int depth = 18;  // of the backbone

    bool operator==(const EquivalenceCase&) const = default;
};

// What a mutant changes; the oracle never sees it.
struct Mutation {
    std::function<void(Method&)> method = [](Method&) {};
    std::function<void(Batch&)> batch = [](Batch&) {};
    std::shared_ptr<const GlobalGraph> graph{};  // instead of the case's path
    bool local_statistics = false;
};

// Of a training list that is none of the images.
inline constexpr double kMeanIntra = 0.4, kMeanInter = 0.7;

double learning_rate(const EquivalenceCase& test);
ToyImages images_of(const EquivalenceCase& test);
// The same weights each time. Of the one process where there is no world: float64 on the CPU.
Localizer network_of(const EquivalenceCase& test, const LocalizationTargets& targets, World* world,
                     const Mutation& mutation);

}  // namespace gren
