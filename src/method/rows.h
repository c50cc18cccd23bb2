// The systems, each a row of slots: a file each beside this one. methods.cpp has them by name.
#pragma once

#include "src/method/method.h"

namespace gren {

Method baseline(const HeadShape& shape, const MethodOptions& options);

// What the graph's rows differ in.
struct GraphRow {
    bool intra = true, inter = true;
    WeightSource source = WeightSource::lung_hashes;
    WeightControl control = WeightControl::none;
    double lambda_intra = 0.11, lambda_inter = 0.15;  // Eq. 8
};
Method with_graph(const HeadShape& shape, const MethodOptions& options, const GraphRow& row);

// The baseline's features and regions; score and loss are of Maps::image_logits, which the head must give.
Method from_labels(const HeadShape& shape, const MethodOptions& options);

// Each map's heat over its largest, less one half: in the place of "above one half" where no box taught what
// that is (our reading, as heat maps are usually cut). heat [B, K, h, w] > 0 -> the same
torch::Tensor above_half_of_largest(const torch::Tensor& heat);

Method li(const HeadShape& shape, const MethodOptions& options);
Method cam(const HeadShape& shape, const MethodOptions& options);
Method pcan(const HeadShape& shape, const MethodOptions& options);
Method attention(const HeadShape& shape, const MethodOptions& options);
Method cen(const HeadShape& shape, const MethodOptions& options);
Method ccg_code(const HeadShape& shape, const MethodOptions& options);
Method ccg(const HeadShape& shape, const MethodOptions& options);
Method graph_rise(const HeadShape& shape, const MethodOptions& options);
Method cia(const HeadShape& shape, const MethodOptions& options);
Method zhou(const HeadShape& shape, const MethodOptions& options);
Method pylon(const HeadShape& shape, const MethodOptions& options);

// The modules of a method's own slot, so that files name them method.<slot>.*.
std::pair<std::string, std::shared_ptr<torch::nn::Module>> method_slot(
    const std::string& slot, const std::shared_ptr<torch::nn::Module>& module);

// Cross-entropy of each image, unknown labels left out. image_logits [B, K], label [B, K] uint8 -> [B]
torch::Tensor label_loss(const torch::Tensor& image_logits, const torch::Tensor& label);

}  // namespace gren
