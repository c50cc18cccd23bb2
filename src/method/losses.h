// Eq. 1-3 in logit space: log p = -softplus(-z), log(1-p) = -softplus(z). Float32 or float64, finite
// for any logit.
//
// `floor`, φ: Li et al. 2018 move the factors of the products into [φ, 1], their φ being 0.98, so that a
// product over many cells does not vanish: p becomes φ + (1-φ) p, and 1-p becomes φ + (1-φ)(1-p). It is
// another loss, not a numerical aid: it rewards large regions. With φ = 0 all is the paper's.
#pragma once

#include <torch/types.h>

#include "src/method/localization_targets.h"

namespace gren {

// Eq. 1: Σ over cells of BCE. logits, target [B,K,P,P] (1 iff the cell overlaps a box) -> [B,K]
torch::Tensor box_loss(const torch::Tensor& logits, const torch::Tensor& target, double floor = 0);

// Eq. 2: with s = Σ log(1-p_j): -log(1-e^s) where present, -s where absent. logits [B,K,P,P], present [B,K]
// bool -> [B,K]
torch::Tensor mil_loss(const torch::Tensor& logits, const torch::Tensor& present, double floor = 0);

// Eq. 3 per image: Σ_k [β λ_ik L1 + (1-λ_ik) L2]. -> [B], for the caller to reduce.
torch::Tensor localization_loss(const torch::Tensor& logits, const LocalizationTargets& targets, double beta,
                                double floor = 0);

// Logit of the image's probability 1 - Π(1-p_j), from logits [B,K,P,P] -> [B,K] float64. The probability
// itself is exactly 1 for most images that a trained network is sure of; its logit still tells them apart.
torch::Tensor image_logit(const torch::Tensor& logits, double floor = 0);

}  // namespace gren
