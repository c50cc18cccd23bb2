// Images through a trained network, in batches: what evaluation and prediction have in common.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "dataio/shards/dataset.h"
#include "src/method/localizer.h"

namespace gren {

// Pixels of some samples as the network sees them: [B, 3, S, S].
torch::Tensor images_of(const Dataset& dataset, const std::vector<std::int64_t>& samples,
                        torch::Device device);

// Inference of one batch, on the CPU. regions [B, K, G, G] float32 logits; score [B, K] float64, the logit of
// the image's probability: it orders images that are all of probability 1.
struct Inference {
    torch::Tensor regions, score;
};
double probability_of(double logit);  // for people to read
Inference infer(Localizer& model, const torch::Tensor& images, std::int64_t grid, std::int64_t eval_grid);

}  // namespace gren
