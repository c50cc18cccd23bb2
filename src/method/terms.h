// What the slots of a method hand to each other within a step: features, maps, and the terms of Q.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "graph/edge_weights.h"
#include "graph/global_nodes.h"
#include "src/method/batch.h"

namespace gren {

// What the backbone made of this rank's images, and of what goes with them.
struct BackboneFeatures {
    torch::Tensor own;           // F [B, C, h, w]
    torch::Tensor companions{};  // of the images that go with them [B·c, C, h, w], those of an image together
    std::vector<torch::Tensor>
        stages{};             // of the backbone before F, where the method needs them: S/4, S/8, S/16
    torch::Tensor anchors{};  // of the films that every image is held against [A, C, h, w]
};

// F' and what stands beside it.
struct Features {
    torch::Tensor map;                    // F' [B, C, h, w]
    torch::Tensor contralateral{};        // cen: F from the other side of the chest [B, C, h, w]
    torch::Tensor companions{};           // graph-rise: [B·c, C, h, w]
    std::vector<torch::Tensor> stages{};  // pylon: as above
    torch::Tensor graph_logits{};         // zhou: its graph branch's [B, K]
};

struct Maps {
    torch::Tensor logits;          // [B, K, P, P] float32 or float64
    torch::Tensor image_logits{};  // [B, K] of a head that pools before it classifies; else undefined
};

enum class Reduction { sum, mean };
Reduction reduction_from(const std::string& name);  // throws std::invalid_argument naming both

// Labels of the global batch, over all classes; unknown ones are none of both.
struct LabelCounts {
    std::int64_t present = 0, absent = 0;
};

// What the slots of one step see.
struct TermInput {
    const Batch& batch;
    const GlobalNodes& nodes;
    torch::Tensor features;  // F' [B, C, h, w] float32 or float64
    torch::Tensor regions;   // of the lungs' regions [B, R, X]; undefined unless needed
    Maps maps;
    std::int64_t step;
    LabelCounts labels{};        // 0 unless the method counts them
    torch::Tensor companions{};  // Features::companions, float32 or float64
};

struct LocalTerm {
    std::string name;
    double lambda = 1;
    torch::Tensor per_image;  // [B]; 0 where an image does not count
    std::int64_t terms = 0;   // images or edges that count, in the global batch: Reduction::mean's divisor
    Reduction reduction = Reduction::mean;
    // [B, E], detached, of the edges within an image: per_image sums their products; undefined for a loss.
    torch::Tensor weight{}, distance{};
};

enum class WeightSource {
    lung_hashes,   // Eq. 6
    lung_cosine,   // Eq. 9
    block_hashes,  // all blocks of one image against all of the other (Zhao et al. 2021, CCG)
};

struct PairTerm {
    std::string name;
    double lambda = 1;
    torch::Tensor features;  // [B·nodes_per_image, D]: meets the other ranks' in the trainer
    WeightSource source = WeightSource::lung_hashes;
    torch::Tensor similarity_rows;  // with lung_cosine: [B, R·X], cosine_rows() of the regions
    WeightRule rule;
    Reduction reduction = Reduction::sum;  // over unordered pairs that carry an edge
    std::int64_t nodes_per_image = 1;      // above 1: parts of images, with edges between images only
};

}  // namespace gren
