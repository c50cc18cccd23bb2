// A method is a row of values: five slots with the baseline's defaults. Methods
// never call a collective: the trainer gathers and reduces. Adding a method is a row in methods.cpp and
// touches nothing else.
#pragma once

#include <torch/nn/module.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "graph/edge_weights.h"
#include "graph/global_nodes.h"
#include "graph/lung_features.h"
#include "graph/mean_similarity.h"
#include "src/method/batch.h"

namespace gren {

struct Maps {
    torch::Tensor logits;  // [B, K, P, P] float32 or float64
};

enum class Reduction { sum, mean };
Reduction reduction_from(const std::string& name);  // throws std::invalid_argument naming both

// What the slots of one step see.
struct TermInput {
    const Batch& batch;
    const GlobalNodes& nodes;
    torch::Tensor features;  // F' [B, C, h, w] float32 or float64
    torch::Tensor lungs;     // f^l, f^r [B, 2, X]; undefined unless needed
    Maps maps;
    std::int64_t step;
};

struct LocalTerm {
    std::string name;
    double lambda = 1;
    torch::Tensor per_image;  // [B]; 0 where an image does not count
    std::int64_t terms = 0;   // that count, in the global batch: the divisor of Reduction::mean
    Reduction reduction = Reduction::mean;
    torch::Tensor weight{}, distance{};  // [B], detached: whose product per_image is; undefined for a loss
};

enum class WeightSource { lung_hashes, lung_cosine };  // Eq. 6 or Eq. 9

struct PairTerm {
    std::string name;
    double lambda = 1;
    torch::Tensor features;  // [B, D]: meets the other ranks' in the trainer
    WeightSource source = WeightSource::lung_hashes;
    torch::Tensor similarity_rows;  // with lung_cosine: [B, 2X], cosine_rows() of the lungs
    WeightRule rule;
    Reduction reduction = Reduction::sum;  // over unordered pairs that carry an edge
};

struct Method {
    std::string name;
    std::int64_t grid = 16;    // P: the losses see P×P cells
    bool needs_lungs = false;  // TermInput::lungs
    LungVariant lung_variant = LungVariant::pooled;
    LungBackground lung_background = LungBackground::black;  // of the forward reading's lung images
    bool normalize_features = true;                          // L2, of whole maps and of lungs
    // Trained and saved with the backbone under these names.
    std::vector<std::pair<std::string, std::shared_ptr<torch::nn::Module>>> modules;

    std::function<torch::Tensor(const torch::Tensor& features, const Batch&)> enhance;  // F -> F'
    std::function<Maps(const torch::Tensor& features, std::int64_t grid)> head;
    std::vector<std::function<LocalTerm(const TermInput&)>> local;
    std::vector<std::function<PairTerm(const TermInput&)>> pairs;
    std::function<torch::Tensor(const Maps&)>
        regions;  // [B, K, G, G] logits; a cell above 0 belongs to the region
    std::function<torch::Tensor(const Maps&)> score;  // [B, K] float64, image_logit()
};

// The ends of the head: LocalizerSpec::head_shape().
struct HeadShape {
    std::int64_t channels = 2048;  // of F
    std::int64_t width = 512;      // between its convolutions
    std::int64_t classes = 14;     // K
    std::int64_t grid = 16;        // P
};

struct MethodOptions {
    double beta = 4;                                   // Eq. 3
    std::optional<double> lambda_intra, lambda_inter;  // default: the paper's, by method
    GraphSign sign = GraphSign::attract;
    LungVariant lung_variant = LungVariant::pooled;
    LungBackground lung_background = LungBackground::black;
    bool normalize_features = true;
    Reduction loss_reduction = Reduction::mean;
    Reduction graph_reduction = Reduction::sum;
    std::uint64_t seed = 1;            // of the shuffle control
    MeanSimilarity mean_similarity{};  // of the training list: the weights of the const control
};

std::vector<std::string> method_names();
// Whether its terms need MethodOptions::mean_similarity.
bool takes_mean_similarity(const std::string& method);
// Throws std::invalid_argument: unknown name, with the known ones.
Method make_method(const std::string& name, const HeadShape& shape, const MethodOptions& options);

}  // namespace gren
