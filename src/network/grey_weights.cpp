#include "src/network/grey_weights.h"

#include "src/network/image_scale.h"

namespace gren {
namespace {

constexpr double kBlack = -1024, kWhite = 1024;

// What to multiply each channel (g - mean) / deviation by so that their sum is black + (white - black) g:
// factors b of the g - mean with Σ b = white - black and Σ b mean = -black; the shortest such b.
torch::Tensor channel_factors() {
    const auto in_float64 = [](const std::array<float, 3>& values) {
        return torch::tensor(std::vector<float>(values.begin(), values.end())).to(torch::kFloat64);
    };
    const auto mean = in_float64(kImageMean), deviation = in_float64(kImageDeviation);
    const auto centered = mean - mean.mean();
    const auto slope = (-kBlack - (kWhite - kBlack) * mean.mean()) / centered.square().sum();
    return ((kWhite - kBlack) / 3 + slope * centered) * deviation;
}

}  // namespace

bool take_grey_weights(NamedTensors& weights) {
    bool taken = false;
    for (const char* first : {"conv1.weight", "features.conv0.weight"}) {
        const auto found = weights.find(first);
        if (found == weights.end() || found->second.dim() != 4 || found->second.size(1) != 1) continue;
        const auto factors = channel_factors().reshape({1, 3, 1, 1});
        found->second = (found->second.to(torch::kFloat64) * factors).to(found->second.scalar_type());
        taken = true;
    }
    return taken;
}

}  // namespace gren
