// The contract of METHOD.md, "Over ranks", as a number: how far a trainer on this world is
// from one process with plain tensor code (plain_objective.h) on the whole batch.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "src/training/trainer.h"
#include "tests/support/plain_objective.h"
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
};

// What a mutant changes; the oracle never sees it.
struct Mutation {
    std::function<void(Method&)> method = [](Method&) {};
    std::function<void(Batch&)> batch = [](Batch&) {};
    std::shared_ptr<const GlobalGraph> graph{};  // instead of the case's path
    bool local_statistics = false;
};

// Relative deviations, the largest over steps, parameters and buffers; `where` names the largest.
struct Deviation {
    double value = 0;  // Q and its terms
    double gradient = 0, after_first_step = 0, after_last_step = 0;
    std::string where;

    double worst() const;
};

// Collective; the same on all ranks.
Deviation deviation(World& world, const EquivalenceCase& test, const Mutation& mutation = {});
// Of these images, so many on each rank, instead of those that the case has by itself.
Deviation deviation(World& world, const EquivalenceCase& test, const ToyImages& images,
                    const std::vector<std::int64_t>& rows, const Mutation& mutation = {});

}  // namespace gren
