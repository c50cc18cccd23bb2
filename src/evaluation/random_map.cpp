#include "src/evaluation/random_map.h"

#include <fmt/format.h>
#include <torch/utils.h>

#include <string>

#include "dataio/digest.h"
#include "dataio/splitmix.h"

namespace gren {
namespace {

// Of the names by a digest: neighbors in an archive have nothing in common.
SplitMix64 noise_of(const std::string& image, const std::string& cls) {
    const auto digest = sha256(fmt::format("{}\n{}\n{}", kRandomMapSeed, image, cls));
    return SplitMix64(std::stoull(digest.substr(0, 16), nullptr, 16));
}

}  // namespace

torch::Tensor random_map(const std::string& image, const std::string& cls, std::int64_t eval_grid) {
    auto noise = torch::empty({1, 1, kRandomMapGrid, kRandomMapGrid}, torch::kFloat64);
    auto random = noise_of(image, cls);
    auto* cells = noise.data_ptr<double>();
    for (std::int64_t cell = 0; cell < noise.numel(); ++cell)
        cells[cell] = static_cast<double>(random.next() >> 11) * 0x1p-53;
    return torch::upsample_bilinear2d(noise, {eval_grid, eval_grid}, /*align_corners=*/false)[0][0] - 0.5;
}

}  // namespace gren
