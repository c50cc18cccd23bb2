// What a trained localiser is worth on a list of images: T(IoU) per class with counts, and AUC.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dataio/dataset.h"
#include "distributed/world.h"
#include "src/localisation.h"
#include "src/localizer.h"

namespace gren {

struct EvaluationOptions {
    std::int64_t eval_grid = 128;  // cells a side on which regions are cut out
    std::int64_t images_at_once = 8;
};

struct ImageScores {
    std::int64_t sample = 0;
    std::vector<float> score;  // [K]
};

// Everything measured, in the order of samples; the same on all ranks and for any number of them.
struct Evaluation {
    std::vector<BoxResult> boxes;  // one per (image, class) with a box
    std::vector<ImageScores> images;
    std::vector<ClassAccuracy> accuracy;     // [K]
    std::vector<ClassAccuracy> ceiling;      // [K] of the best choice of whole cells of the evaluation grid
    std::vector<std::optional<double>> auc;  // [K]; nothing where a class is present in all images or none
};

// Collective: images are shared out, results gathered. `samples`: indices into the data set.
Evaluation evaluate(World& world, Localizer& model, const LocalizerSpec& spec, const Dataset& dataset,
                    const std::vector<std::int64_t>& samples, const EvaluationOptions& options);

// Pixels of some samples as the network sees them: [B, 3, S, S].
torch::Tensor images_of(const Dataset& dataset, const std::vector<std::int64_t>& samples,
                        torch::Device device);

// Inference of one batch. regions [B, K, G, G] logits, score [B, K]; both float32, CPU.
struct Inference {
    torch::Tensor regions, score;
};
Inference infer(Localizer& model, const torch::Tensor& images, std::int64_t grid, std::int64_t eval_grid);

}  // namespace gren
