// Which diseases a chest film shows in one organ, and the graph of diseases made of it.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace gren {

// D^-1/2 (E + I) D^-1/2 with E = 1 where two diseases are of one organ, times how often the training list has
// both of those it has either: [K, K] float32, symmetric. `names` [K], of ChestX-ray14; one that is not among
// its fourteen has no neighbor. co_occurrence [K, K], or undefined: no edges, until a file's are read.
torch::Tensor disease_edges(const std::vector<std::string>& names, std::int64_t classes,
                            const torch::Tensor& co_occurrence);

}  // namespace gren
