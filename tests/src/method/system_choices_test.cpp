// What users choose of a system changes what its text says, and nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/support/seen_method.h"

namespace gren::system_choices_test {
namespace {

using Seen = SeenMethod;

MethodOptions as_they_are() {
    MethodOptions options;
    options.normalize_features = false;
    return options;
}

double item(const torch::Tensor& tensor) {
    return tensor.item<double>();
}

}  // namespace

TEST(Cam, without_transition_pools_the_backbones_features) {
    auto shape = Seen::shape_of("cam");
    shape.variant.transition = false;
    const auto method = Seen::made("cam", shape);
    const Seen seen;
    const auto parameters = method.modules[0].second->named_parameters();
    EXPECT_EQ(parameters.size(), 2);
    const auto weight = parameters["linear.weight"], bias = parameters["linear.bias"];
    const auto logits = seen.maps(method).image_logits;
    const double r = shape.variant.lse_sharpness;
    for (int k = 0; k < ToyImages::kClasses; ++k) {
        double expected = item(bias[k]);
        for (int c = 0; c < Seen::kChannels; ++c) {
            double sum = 0;
            for (int i = 0; i < 4; ++i)
                for (int j = 0; j < 4; ++j) sum += std::exp(r * item(seen.backbone.own[1][c][i][j]));
            expected += item(weight[k][c]) * std::log(sum / 16) / r;
        }
        EXPECT_NEAR(item(logits[1][k]), expected, 1e-9);
    }
}

TEST(Cia, holds_a_film_against_its_normal_ones_mean_where_asked) {
    auto shape = Seen::shape_of("cia");
    shape.variant.global_contrast = true;
    const Seen seen(method_needs("cia", shape.variant).companions);
    const auto& own = seen.backbone.own;
    const auto found = Seen::made("cia", shape).enhance(seen.backbone, seen.images.whole).map;
    for (int b = 0; b < 6; ++b) {
        std::vector<double> m(16, 0);
        for (int c = 0; c < Seen::kChannels; ++c) {
            double normal = 0;
            for (int cell = 0; cell < 16; ++cell)
                normal += item(seen.backbone.companions[b][c][cell / 4][cell % 4]) / 16;
            for (int cell = 0; cell < 16; ++cell)
                m[cell] += std::abs(item(own[b][c][cell / 4][cell % 4]) - normal) / Seen::kChannels;
        }
        double mean = 0, most = 0, sum = 0;
        for (const double value : m) mean += value / 16;
        for (const double value : m) most = std::max(most, value - mean);
        for (const double value : m) sum += std::exp(5 * (value - mean) / most);
        for (int cell = 0; cell < 16; ++cell)
            EXPECT_NEAR(
                item(found[b][0][cell / 4][cell % 4]),
                item(own[b][0][cell / 4][cell % 4]) * 16 * std::exp(5 * (m[cell] - mean) / most) / sum, 1e-9);
    }
}

TEST(Cia, pairs_with_any_normal_film_where_asked) {
    SystemVariant variant = default_variant("cia");
    EXPECT_EQ(method_needs("cia", variant).companions.pairing, Pairing::nearest_normal);
    variant.random_pairing = true;
    EXPECT_EQ(method_needs("cia", variant).companions.pairing, Pairing::random_normal);
}

TEST(GraphRise, measures_features_as_they_are_where_asked) {
    const Seen seen(method_needs("graph-rise").companions);
    const auto method = Seen::made("graph-rise", as_they_are());
    const auto input = seen.input(method);
    const auto count = input.batch.companion_weight.size(1);
    for (int b = 0; b < 6; ++b) {
        double expected = 0;
        for (int n = 0; n < count; ++n)
            for (int c = 0; c < Seen::kChannels; ++c) {
                double difference = 0;
                for (int cell = 0; cell < 16; ++cell)
                    difference += (item(seen.backbone.own[b][c][cell / 4][cell % 4]) -
                                   item(seen.backbone.companions[b * count + n][c][cell / 4][cell % 4])) /
                                  16;
                expected += item(input.batch.companion_weight[b][n]) * difference * difference;
            }
        EXPECT_NEAR(item(method.local.back()(input).per_image[b]), expected, 1e-12);
    }
}

TEST(Ccg, measures_features_as_they_are_where_asked) {
    const Seen seen;
    const auto whole = Seen::made("ccg-code", as_they_are());
    EXPECT_TRUE(torch::equal(whole.pairs[0](seen.input(whole)).features, seen.backbone.own.flatten(1)));
    const auto blocks = Seen::made("ccg", as_they_are());
    const auto features = blocks.pairs[0](seen.input(blocks)).features;  // [6 * 10, C]
    double first = 0;  // of an upper left block of 1 x 2 cells
    for (int column = 0; column < 2; ++column) first += item(seen.backbone.own[2][7][0][column]) / 2;
    EXPECT_NEAR(item(features[20][7]), first, 1e-12);
}

}  // namespace gren::system_choices_test
