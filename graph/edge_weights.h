// Weights of the graph's edges (METHOD.md, Eq. 4, 6, 9) in both variants of the sign, and the three controls.
// Weights are constants: no gradient flows through them; they lie where `valid` or the hashes lie. No ranks
// in here: of the same hashes every rank computes the same weights.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>

#include "graph/row_range.h"

namespace gren {

// The paper's words and its equations contradict each other: METHOD.md, Eq. 4 to 7.
enum class GraphSign {
    attract,  // weight = similarity, term +Σ s·d: similar images move together (the words, Fig. 5, the
              // released code)
    repel,    // weight = distance of the hashes, term -Σ e·d (Eq. 4-7 as printed)
};
GraphSign graph_sign_from(const std::string& name);  // throws std::invalid_argument naming both
double term_sign(GraphSign sign);                    // +1 or -1

enum class WeightControl {
    none,
    constant,        // every weight is that of mean_similarity
    batch_constant,  // every weight is the mean of the global batch's; between two images it is no control
    shuffled,        // the weights permuted over the edges
};

struct WeightRule {
    GraphSign sign = GraphSign::attract;
    WeightControl control = WeightControl::none;
    double mean_similarity = 0;      // of the constant control
    std::uint64_t shuffle_seed = 0;  // same on all ranks; other at every step
};

// The mean of a batch, or a permutation over it, is of all its edges: no row of weights has it alone.
bool needs_all_edges(const WeightRule& rule);

// Edges between images of the global batch. similarity [H, N] in [-1, 1]: `rows` of a symmetric matrix;
// valid [N] bool: images whose lungs can carry edges. -> [H, N] float64, 0 on the diagonal and at images
// that are not valid. REQUIRES: all N rows where needs_all_edges(rule).
torch::Tensor inter_weights(const torch::Tensor& similarity, const torch::Tensor& valid,
                            const WeightRule& rule, RowRange rows);
torch::Tensor inter_weights(const torch::Tensor& similarity, const torch::Tensor& valid,
                            const WeightRule& rule);  // all rows

// Edges within each image. similarity [N] or [N, E], valid [N] bool -> of similarity's shape, float64, 0
// where not valid.
torch::Tensor intra_weights(const torch::Tensor& similarity, const torch::Tensor& valid,
                            const WeightRule& rule);

// Eq. 6 as a similarity: 1 - H/(m·64), from the hashes of m places. hashes [N, m] int64 -> [H, N] float64
torch::Tensor hash_similarity(const torch::Tensor& hashes, RowRange rows);
torch::Tensor hash_similarity(const torch::Tensor& hashes);  // all rows

// All m hashes of one image against all of the other, the mean of 1 - H/64 (the released code's weights of
// CCG, Zhao et al. 2021); of an image with itself less than 1. hashes [N, m] int64 -> [H, N] float64
torch::Tensor block_similarity(const torch::Tensor& hashes, RowRange rows);

// Eq. 4 as a similarity: 1 - H/64 between the hashes of all pairs of an image's regions, in the order of
// region_pairs(). hashes [N, R] int64 -> [N, R(R-1)/2] float64
torch::Tensor region_hash_similarity(const torch::Tensor& hashes);

// Eq. 9's rows: their products f_u · f_v are the mean over regions of cos(f_u^r, f_v^r). regions [B, R, X] ->
// [B, R·X], detached
torch::Tensor cosine_rows(const torch::Tensor& regions);

// Eq. 9: cos(f_i^a, f_i^b) of all pairs of an image's regions, detached. regions [N, R, X] ->
// [N, R(R-1)/2] float64
torch::Tensor region_cosine_similarity(const torch::Tensor& regions);

}  // namespace gren
