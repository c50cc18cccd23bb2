// A system by itself: its answer and losses on the toy images, from features drawn once.
#pragma once

#include <string>

#include "src/method/method.h"
#include "tests/support/toy_images.h"

namespace gren {

struct SeenMethod {
    static constexpr std::int64_t kChannels = 16;

    ToyImages images;
    BackboneFeatures backbone;
    GlobalNodes nodes;

    explicit SeenMethod(const CompanionRule& rule = {}) : images(6, 1, rule) {
        torch::manual_seed(9);
        backbone.own = torch::rand({6, kChannels, 4, 4}, torch::kFloat64);
        if (images.whole.companions.defined())
            backbone.companions = torch::rand({6 * rule.count, kChannels, 4, 4}, torch::kFloat64);
        if (images.whole.anchors.defined())
            backbone.anchors = torch::rand({rule.count, kChannels, 4, 4}, torch::kFloat64);
        nodes = {.rows = {6},
                 .first = 0,
                 .own = 6,
                 .hash = images.whole.block_hash,
                 .valid = torch::ones({6}, torch::kBool),
                 .valid_images = 6};
    }
    Maps maps(const Method& method, std::int64_t grid = ToyImages::kGrid) const {
        return method.head(method.enhance(backbone, images.whole), grid);
    }
    TermInput input(const Method& method) const {
        const auto features = method.enhance(backbone, images.whole);
        return {.batch = images.whole,
                .nodes = nodes,
                .features = features.map,
                .regions = {},
                .maps = method.head(features, ToyImages::kGrid),
                .step = 0,
                .labels = {},
                .companions = features.companions};
    }

    static HeadShape shape_of(const std::string& method) {
        return {.channels = kChannels,
                .earlier_channels = {kChannels / 8, kChannels / 4, kChannels / 2},
                .width = 8,
                .classes = ToyImages::kClasses,
                .grid = ToyImages::kGrid,
                .variant = default_variant(method)};
    }
    // In float64, from the same first weights as every other with the baseline's head.
    static Method made(const std::string& name, const HeadShape& shape, const MethodOptions& options = {}) {
        torch::manual_seed(4);
        const auto method = make_method(name, shape, options);
        for (const auto& [slot, module] : method.modules) module->to(torch::kFloat64);
        return method;
    }
    static Method made(const std::string& name, const MethodOptions& options = {}) {
        return made(name, shape_of(name), options);
    }
};

}  // namespace gren
