// Images through a trained network, in batches: what evaluation and prediction have in common.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "dataio/shards/dataset.h"
#include "src/method/localizer.h"

namespace gren {

// Bytes of the host that a question is made of: [n, S, S] uint8.
struct QuestionPixels {
    PixelPlanes own;
    torch::Tensor companions{}, anchors{};  // or undefined
    torch::Tensor lungs_valid{};            // [B] bool
    std::vector<std::string> regions{};
};
// `companions`: of the list that the run was trained on; none where the method needs none. Throws DataError.
QuestionPixels read_question(const Dataset& dataset, const std::vector<std::int64_t>& samples,
                             const Companions* companions);

// What the network answers from: of a Batch its images and, where the method needs them at test, lungs and
// companions, on `device`.
Batch question(const QuestionPixels& pixels, torch::Device device);
// Images of no data set [B, 3, S, S]: for methods that need no more.
Batch question(const torch::Tensor& images);

// Inference of one batch, on the CPU. regions [B, K, G, G] float32 logits; score [B, K] float64, the logit of
// the image's probability: it orders images that are all of probability 1.
struct Inference {
    torch::Tensor regions, score;
    std::vector<double> box_levels{};  // Method::box_levels
};
double probability_of(double logit);  // for people to read
Inference infer(Localizer& model, const Batch& batch, std::int64_t grid, std::int64_t eval_grid);

}  // namespace gren
