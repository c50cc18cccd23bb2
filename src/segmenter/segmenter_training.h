// Training of the lung segmenter: binary cross entropy and soft Dice, Adam, cosine schedule.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "dataio/lung_network/lung_unet.h"
#include "src/segmenter/lung_pairs.h"

namespace gren {

struct SegmenterTraining {
    int epochs = 24;
    int size = 128;  // S: pixels per side
    int channels = 16;
    int batch = 8;
    double learning_rate = 3e-3;
    bool bfloat16 = false;  // convolutions only; weights and loss stay float32
    std::uint64_t seed = 1;
};

struct SegmenterEpoch {
    int epoch = 0;             // from 1
    double loss = 0;           // mean over the steps
    double held_out_dice = 0;  // NaN when nothing is held out
};

// The same pairs, settings and threads give the same network. `report` is called after every epoch.
// REQUIRES pairs of size S.
LungUNet train_lung_unet(const std::vector<LungPair>& training, const std::vector<LungPair>& held_out,
                         const SegmenterTraining& settings,
                         const std::function<void(const SegmenterEpoch&)>& report);

// Cross entropy plus 1 − soft Dice, each a mean over images. logits, mask [B, 1, S, S] -> scalar
torch::Tensor segmentation_loss(const torch::Tensor& logits, const torch::Tensor& mask);

// 2·|A∩B| / (|A|+|B|) of the thresholded masks on the network's grid, averaged over pairs; NaN of none.
double mean_dice(LungUNet& unet, const std::vector<LungPair>& pairs);

}  // namespace gren
