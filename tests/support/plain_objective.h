// The oracle of the global batch: Eq. 1-11 of all images in one process, in plain tensor code and double
// loops that share nothing with graph/, losses or trainer.
#pragma once

#include <torch/types.h>

#include <map>
#include <string>
#include <vector>

#include "src/method/localizer.h"

namespace gren {

struct PlainEdge {
    double weight;
    torch::Tensor distance;
};

struct PlainObjective {
    torch::Tensor q;                                      // scalar with gradient
    std::map<std::string, torch::Tensor> terms;           // "localization", "intra", "inter", unweighted
    std::map<std::string, std::vector<PlainEdge>> edges;  // of the latter two
    torch::Tensor features;                               // F, with gradient
};

struct PlainOptions {
    double beta = 4, lambda_intra = 0.11, lambda_inter = 0.15;
    bool attract = true, mean_loss = true, mean_graph = false, normalize = true, intra = true, inter = true;
    std::string reading = "pooled";
    bool grey_background = false;  // of the forward reading; else black
    std::string weights = "hash";  // or "cosine" (Eq. 9), "const" (of the means below), "batch-const" (their
                                   // mean), "shuffle" (permuted)
    double mean_intra = 0, mean_inter = 0;
    std::uint64_t shuffle_seed = 0;  // of this step
};

// `model`: batch norm local or frozen, so that one process needs no collective. `batch`: all images.
PlainObjective plain_objective(Localizer& model, const Batch& batch, std::int64_t grid,
                               const PlainOptions& options);

}  // namespace gren
