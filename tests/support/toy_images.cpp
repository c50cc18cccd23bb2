#include "tests/support/toy_images.h"

#include <numeric>
#include <utility>

namespace gren {
namespace {

std::int64_t width_of(int depth) {
    return ToyImages::kChannels / stage_channels(depth, 1).back();
}

}  // namespace

ToyImages::ToyImages(std::int64_t images, std::uint64_t seed, const CompanionRule& rule) {
    torch::manual_seed(seed);
    const auto lungs = torch::zeros({images, 2, kSide, kSide}, torch::kUInt8);
    lungs.slice(2, 6, 26).select(1, 0).slice(2, 18, 28).fill_(1);  // the patient's left is the viewer's right
    lungs.slice(2, 6, 26).select(1, 1).slice(2, 4, 14).fill_(1);
    auto valid = torch::ones({images}, torch::kBool);
    if (images > 3) valid[2] = false;
    auto boxed = torch::zeros({images, kClasses}, torch::kBool);
    auto cells = torch::zeros({images, kClasses, kGrid, kGrid});
    for (std::int64_t i = 0; i < images; i += 2) {
        boxed[i][i % kClasses] = true;
        cells[i][i % kClasses].slice(0, 1, 3).slice(1, 0, 2).fill_(1);
    }
    auto label = torch::randint(0, 2, {images, kClasses}, torch::kUInt8);
    if (images > 1) label[1][0] = kLabelUnknown;
    whole = {.index = {},
             .rows = {images},
             .image = torch::randn({images, 3, kSide, kSide}, torch::kFloat64),
             .regions = lungs,
             .hash = torch::randint(0, 1L << 62, {images, 2}, torch::kInt64),
             .lungs_valid = valid,
             .targets = {.label = label, .boxed = boxed, .cells = cells.to(torch::kFloat64)},
             .block_hash = torch::randint(0, 1L << 62, {images, 10}, torch::kInt64)};
    const auto films = [](std::int64_t count) {
        return torch::randn({count, 3, kSide, kSide}, torch::kFloat64);
    };
    if (rule.pairing == Pairing::shared_anchors)
        whole.anchors = films(rule.count);
    else if (rule.count > 0) {
        whole.companions = films(images * rule.count);
        whole.companion_weight = torch::rand({images, rule.count}, torch::kFloat64);
    }
}

HeadShape ToyImages::head_shape(int depth) {
    const auto stages = stage_channels(depth, width_of(depth));
    return {.channels = stages[3],
            .earlier_channels = {stages[0], stages[1], stages[2]},
            .width = 8,
            .classes = kClasses,
            .grid = kGrid};
}

Localizer ToyImages::network(Method method, NormMode norm, World* world, int depth) {
    Localizer model(
        BackboneOptions{
            .depth = depth, .output_stride = 8, .norm = norm, .world = world, .width = width_of(depth)},
        std::move(method));
    model->train();
    return model;
}

void ToyImages::make_equal(std::int64_t first, std::int64_t second) {
    whole.image[second] = whole.image[first];
    whole.regions[second] = whole.regions[first];
}

void ToyImages::divide_into_zones() {
    std::vector<torch::Tensor> zones;
    for (const auto& lung : whole.regions.unbind(1))
        for (const std::int64_t top : {0, 12, 20}) {
            const auto bottom = top == 0 ? 12 : top == 12 ? 20 : kSide;
            auto zone = torch::zeros_like(lung);
            zone.slice(1, top, bottom).copy_(lung.slice(1, top, bottom));
            zones.push_back(zone);
        }
    whole.regions = torch::stack(zones, 1);
    whole.right = {false, false, false, true, true, true};
    whole.hash = torch::randint(0, 1L << 62, {whole.image.size(0), 6}, torch::kInt64);
}

Batch ToyImages::share(const std::vector<std::int64_t>& rows, int rank, at::ScalarType precision,
                       torch::Device device) const {
    const auto first = std::accumulate(rows.begin(), rows.begin() + rank, std::int64_t{0});
    auto share = whole.part(first, rows[static_cast<std::size_t>(rank)]);
    share.rows = rows;
    share.image = share.image.to(device, precision);
    share.regions = share.regions.to(device);
    for (auto* films : {&share.companions, &share.anchors})
        if (films->defined()) *films = films->to(device, precision);
    share.targets = {.label = share.targets.label.to(device),
                     .boxed = share.targets.boxed.to(device),
                     .cells = share.targets.cells.to(device, precision)};
    return share;
}

}  // namespace gren
