// A method is a row of values: slots with the baseline's defaults. Methods never call a collective: the
// trainer gathers and reduces. Adding a method is a row in methods.cpp and touches nothing else.
#pragma once

#include <torch/nn/module.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "graph/lung_features.h"
#include "graph/mean_similarity.h"
#include "src/companions/pairing.h"
#include "src/method/head_shape.h"
#include "src/method/terms.h"

namespace gren {

// What of an image the edges of the graph are weighed by: the nodes' hashes.
enum class NodeHash { lungs, blocks };

struct Method {
    std::string name;
    std::int64_t grid = 16;    // P: the losses see P×P cells
    bool needs_lungs = false;  // TermInput::lungs
    LungVariant lung_variant = LungVariant::pooled;
    LungBackground lung_background = LungBackground::black;  // of the forward reading's lung images
    bool normalize_features = true;                          // L2, of whole maps and of lungs
    bool needs_stages = false;                               // BackboneFeatures::stages
    bool counts_labels = false;                              // TermInput::labels
    NodeHash node_hash = NodeHash::lungs;
    // Trained and saved with the backbone, as "head" and, for what is the method's own, "method".
    std::vector<std::pair<std::string, std::shared_ptr<torch::nn::Module>>> modules;

    std::function<Features(const BackboneFeatures&, const Batch&)> enhance;  // F -> F'
    std::function<Maps(const Features&, std::int64_t grid)> head;
    std::vector<std::function<LocalTerm(const TermInput&)>> local;
    std::vector<std::function<PairTerm(const TermInput&)>> pairs;
    std::function<torch::Tensor(const Maps&)>
        regions;  // [B, K, G, G] logits; a cell above 0 belongs to the region
    std::function<torch::Tensor(const Maps&)> score;  // [B, K] float64, image_logit()
    // Where the system answers with boxes: the levels of `regions` at which each connected part gives one.
    std::vector<double> box_levels;
};

struct MethodOptions {
    std::optional<double> beta;                        // Eq. 3; default by method
    std::optional<double> lambda_intra, lambda_inter;  // default: the paper's, by method
    std::optional<Reduction> graph_reduction;          // default: the mean; the sum of other papers' graphs
    GraphSign sign = GraphSign::attract;
    LungVariant lung_variant = LungVariant::pooled;
    LungBackground lung_background = LungBackground::black;
    bool normalize_features = true;
    Reduction loss_reduction = Reduction::mean;
    std::uint64_t seed = 1;            // of the shuffle control
    MeanSimilarity mean_similarity{};  // of the training list: the weights of the const control
    torch::Tensor co_occurrence{};     // of its labels, [K, K]: n(a and b) / n(a or b); zhou's graph
};

// What a method asks of the data set beside images and labels, and which options it does not look at.
struct MethodNeeds {
    std::int64_t lungs = 0;        // of the training list, images whose lungs are usable: at least so many
    bool lungs_at_test = false;    // the network itself reads the masks
    bool mean_similarity = false;  // MethodOptions::mean_similarity
    bool co_occurrence = false;    // MethodOptions::co_occurrence
    bool own_head = false;         // not the baseline's: no variant of its kernel and batch norm
    bool own_loss = false;         // not Eq. 1-3: no beta, no floor
    bool stages = false;           // BackboneFeatures::stages, so that no activation is dropped or replayed
    CompanionRule companions{};    // which images go with each
    std::int64_t nodes_per_image = 1;  // of the graph; above 1 parts of images, pooled
    bool all_edges = false;            // the weights of D_inter are made of all of them: needs_all_edges()
};

std::vector<std::string> method_names();
// These throw std::invalid_argument: unknown name, with the known ones.
// Its weights come from torch's generator, which then goes on as after the baseline's head: of one seed every
// method gets the same backbone.
Method make_method(const std::string& name, const HeadShape& shape, const MethodOptions& options);
MethodNeeds method_needs(const std::string& name, const SystemVariant& variant = {});
SystemVariant default_variant(const std::string& name);

}  // namespace gren
