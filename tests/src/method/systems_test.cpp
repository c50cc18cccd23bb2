// Each system by itself: in its neutral setting it is the baseline; its parts do what its paper says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/nn/init.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <vector>

#include "src/method/log_sum_exp.h"
#include "src/method/losses.h"
#include "src/method/mirror.h"
#include "src/method/organs.h"
#include "src/method/rows.h"
#include "tests/support/seen_method.h"

namespace gren::systems_test {

using Seen = SeenMethod;

TEST(Systems, at_their_start_answer_as_the_baseline) {
    for (const auto* name : {"attention", "cen", "zhou"}) {
        const Seen seen(method_needs(name).companions);
        for (const std::int64_t grid : {4, 8}) {
            const auto expected = seen.maps(Seen::made("baseline"), grid).logits;
            EXPECT_TRUE(torch::allclose(seen.maps(Seen::made(name), grid).logits, expected, 1e-12, 1e-12))
                << name;
        }
    }
}

TEST(Systems, of_one_seed_share_the_draws_that_follow) {
    const auto next = [](const std::string& name) {
        Seen::made(name);
        return torch::rand({1}).item<float>();
    };
    for (const auto& name : method_names()) EXPECT_EQ(next(name), next("baseline")) << name;
}

TEST(Systems, without_their_weights_lose_as_the_baseline) {
    for (const auto* name : {"ccg", "ccg-code", "graph-rise"}) {
        const Seen seen(method_needs(name).companions);
        MethodOptions off;
        off.lambda_intra = off.lambda_inter = 0;
        const auto method = Seen::made(name, off);
        const auto input = seen.input(method);
        EXPECT_TRUE(torch::equal(input.maps.logits, seen.maps(Seen::made("baseline")).logits)) << name;
        for (std::size_t i = 1; i < method.local.size(); ++i) EXPECT_EQ(method.local[i](input).lambda, 0);
        for (const auto& pair : method.pairs) EXPECT_EQ(pair(input).lambda, 0) << name;
    }
}

TEST(Systems, of_other_papers_sum_over_edges_unless_said) {
    for (const auto* name : {"ccg", "ccg-code", "graph-rise"})
        for (const auto said : {std::optional<Reduction>(), std::optional(Reduction::mean)}) {
            const Seen seen(method_needs(name).companions);
            MethodOptions options;
            options.graph_reduction = said;
            const auto method = Seen::made(name, options);
            const auto input = seen.input(method);
            const auto expected = said.value_or(Reduction::sum);
            for (std::size_t i = 1; i < method.local.size(); ++i)
                EXPECT_EQ(method.local[i](input).reduction, expected) << name;
            for (const auto& pair : method.pairs) EXPECT_EQ(pair(input).reduction, expected) << name;
        }
}

TEST(Li, is_the_baseline_without_floor_and_with_its_head) {
    const Seen seen;
    auto shape = Seen::shape_of("li");
    EXPECT_EQ(shape.variant.head_kernel, 3);
    EXPECT_EQ(shape.variant.floor, 0.98);
    shape.variant = {};
    torch::manual_seed(4);
    const auto plain =
        make_method("li", shape, {.beta = 4, .lambda_intra = {}, .lambda_inter = {}, .graph_reduction = {}});
    plain.modules[0].second->to(torch::kFloat64);
    EXPECT_TRUE(torch::equal(seen.maps(plain).logits, seen.maps(Seen::made("baseline")).logits));
}

// Li et al. 2018 with P = 16: figures computed in long double from the formulas.
TEST(Li, loses_what_its_formulas_say) {
    const auto at = [](double p) {
        return torch::full({1, 1, 16, 16}, std::log(p / (1 - p)), torch::kFloat64);
    };
    const auto yes = torch::ones({1, 1}, torch::kBool), no = torch::zeros({1, 1}, torch::kBool);
    EXPECT_NEAR(mil_loss(at(0.5), no, 0.98).item<double>(), 2.572886, 1e-6);
    EXPECT_NEAR(mil_loss(at(0.01), yes, 0.98).item<double>(), 2.997409, 1e-6);
    const auto nowhere = torch::full({1, 1, 16, 16}, -1e4, torch::kFloat64);
    EXPECT_NEAR(box_loss(nowhere, torch::ones({1, 1, 16, 16}), 0.98).item<double>(), 5.171893, 1e-6);
    auto one_cell = nowhere.clone();
    one_cell[0][0][3][5] = 1e4;
    EXPECT_NEAR(image_logit(one_cell, 0.98).sigmoid().item<double>(), 0.02, 1e-9);
    EXPECT_NEAR(image_logit(-nowhere, 0.98).sigmoid().item<double>(), 0.994326, 1e-6);
}

TEST(Li, is_finite_with_its_gradient_for_any_logit) {
    for (const double z : {-1e4, -700.0, -40.0, 0.0, 40.0, 1e4}) {
        const auto logits = torch::full({2, 1, 16, 16}, z, torch::kFloat64).requires_grad_();
        const auto present = torch::tensor({true, false}).view({2, 1});
        (mil_loss(logits, present, 0.98).sum() + box_loss(logits, torch::ones({2, 1, 16, 16}), 0.98).sum())
            .backward();
        EXPECT_TRUE(logits.grad().isfinite().all().item<bool>()) << z;
    }
}

TEST(LogSumExp, lies_between_mean_and_maximum) {
    torch::manual_seed(1);
    const auto x = torch::randn({3, 4, 5, 5}, torch::kFloat64) - 20;  // negative maps do not underflow
    const auto mean = x.mean({2, 3}), most = x.amax({2, 3});
    for (const double r : {0.1, 1.0, 10.0}) {
        const auto pooled = log_sum_exp(x, r);
        EXPECT_TRUE((pooled > mean).all().item<bool>() && (pooled < most).all().item<bool>());
        EXPECT_TRUE(torch::allclose(log_sum_exp(x + 7, r), pooled + 7));
    }
    EXPECT_TRUE(torch::allclose(log_sum_exp(x, 1e-6), mean, 1e-4, 1e-4));
    EXPECT_TRUE(torch::allclose(log_sum_exp(x, 1e5), most, 1e-4, 1e-3));
}

// With mean pooling (r → 0) the mean of a class's map and the bias are its logit.
TEST(Cam, maps_are_the_logits_spread_over_the_cells) {
    auto shape = Seen::shape_of("cam");
    shape.variant.lse_sharpness = 1e-7;
    torch::manual_seed(2);
    const auto method = make_method("cam", shape, {});
    for (const auto& [name, module] : method.modules) module->to(torch::kFloat64);
    const Seen seen;
    const auto maps = seen.maps(method);
    const auto bias = method.modules[0].second->named_parameters()["linear.bias"];
    EXPECT_TRUE(torch::allclose(maps.logits.mean({2, 3}) + bias, maps.image_logits, 1e-4, 1e-5));
}

TEST(Cam, weighs_present_and_absent_labels_by_the_global_batch) {
    const Seen seen;
    const auto method = Seen::made("cam");
    const auto maps = seen.maps(method);
    TermInput input{.batch = seen.images.whole,
                    .nodes = seen.nodes,
                    .features = {},
                    .regions = {},
                    .maps = maps,
                    .step = 0,
                    .labels = {.present = 5, .absent = 20}};
    double expected = 0;
    const auto& label = seen.images.whole.targets.label;
    for (int k = 0; k < label.size(1); ++k) {
        const double z = maps.image_logits[3][k].item<double>(), p = 1 / (1 + std::exp(-z));
        if (label[3][k].item<int>() == 1) expected -= 25.0 / 5 * std::log(p);
        if (label[3][k].item<int>() == 0) expected -= 25.0 / 20 * std::log(1 - p);
    }
    EXPECT_NEAR(method.local[0](input).per_image[3].item<double>(), expected, 1e-12);
    input.labels = {.present = 0, .absent = 0};  // no labels: no loss, not a division by zero
    EXPECT_EQ(method.local[0](input).per_image.abs().sum().item<double>(), 0);
}

TEST(Cam, a_constant_map_has_no_region) {
    const auto method = Seen::made("cam");
    const auto flat = method.regions({torch::full({1, 1, 8, 8}, 3.0)});
    EXPECT_FALSE((flat > 0).any().item<bool>());
    EXPECT_TRUE(flat.isfinite().all().item<bool>());
    auto ramp = torch::arange(64, torch::kFloat64).view({1, 1, 8, 8});
    const auto regions = method.regions({ramp});  // of 63 steps, those above 60/255 of the range
    EXPECT_EQ((regions > 0).sum().item<int>(), 64 - 15);
    EXPECT_EQ((regions > method.box_levels[1]).sum().item<int>(), 64 - 45);
}

TEST(Pcan, the_images_probability_is_the_attentions_sum_over_the_cells) {
    const auto method = Seen::made("pcan");
    const auto maps = Seen().maps(method);
    const auto p = maps.image_logits.sigmoid();
    EXPECT_TRUE((p > 0).all().item<bool>() && (p < 1).all().item<bool>());
    EXPECT_TRUE(maps.logits.isfinite().all().item<bool>());
    const auto regions = Seen::made("pcan").regions(maps);
    EXPECT_TRUE(
        torch::allclose(regions.amax({2, 3}), torch::full({6, ToyImages::kClasses}, 0.5, torch::kFloat64)));
    EXPECT_TRUE((regions < 0).any().item<bool>());
}

TEST(Pylon, the_images_logit_is_the_largest_of_its_map) {
    Seen seen;
    seen.backbone.stages = {torch::rand({6, Seen::kChannels / 8, 32, 32}, torch::kFloat64),
                            torch::rand({6, Seen::kChannels / 4, 16, 16}, torch::kFloat64),
                            torch::rand({6, Seen::kChannels / 2, 8, 8}, torch::kFloat64)};
    const auto maps = seen.maps(Seen::made("pylon"), 32);
    EXPECT_EQ(maps.logits.sizes(), (std::vector<std::int64_t>{6, ToyImages::kClasses, 32, 32}));
    EXPECT_TRUE(torch::allclose(maps.logits.amax({2, 3}), maps.image_logits));
}

TEST(Mirror, of_the_upright_middle_is_a_flip) {
    torch::manual_seed(6);
    const auto f = torch::randn({2, 3, 16, 16}, torch::kFloat64);
    EXPECT_TRUE(torch::allclose(mirrored(f, torch::zeros({2, 2})), f.flip(-1), 1e-6, 1e-6));
}

TEST(Mirror, twice_is_the_same_inside) {
    // Smooth, so that two interpolations lose little.
    const auto x = torch::linspace(-1, 1, 64, torch::kFloat64);
    const auto f = ((3 * x).sin().view({1, 1, 1, 64}) * (2 * x).cos().view({1, 1, 64, 1})).contiguous();
    const auto lines = torch::tensor({{0.1, 0.15}});
    const auto twice = mirrored(mirrored(f, lines), lines);
    const auto inside = [](const torch::Tensor& t) { return t.slice(2, 20, 44).slice(3, 20, 44); };
    EXPECT_LT((inside(twice) - inside(f)).abs().max().item<double>(), 0.01);
}

TEST(MidLines, run_between_the_inner_borders_of_the_lungs) {
    auto lungs = torch::zeros({3, 2, 40, 40}, torch::kUInt8);
    for (int y = 10; y < 30; ++y) {  // the middle moves by a quarter of a pixel a row
        const int middle = 18 + (y - 10) / 4;
        for (int x = middle + 4; x < 38; ++x) lungs[0][0][y][x] = 1;
        for (int x = 2; x < middle - 3; ++x) lungs[0][1][y][x] = 1;
    }
    lungs[1] = lungs[0];
    lungs[2][0].slice(0, 10, 20).fill_(1);  // one lung alone
    const auto lines = mid_lines(lungs, torch::tensor({true, false, true}));
    EXPECT_NEAR(lines[0][1].item<double>(), 0.25, 0.02);
    const auto at_height = [&](double y) {
        return lines[0][0].item<double>() + lines[0][1].item<double>() * y;
    };
    EXPECT_NEAR(at_height(0), (20.25 + 0.5) / 20 - 1, 0.02);
    EXPECT_TRUE((lines[1] == 0).all().item<bool>());
    EXPECT_TRUE((lines[2] == 0).all().item<bool>());
}

TEST(Attention, of_flagged_lungs_is_one) {
    Seen seen;
    const auto method = Seen::made("attention");
    for (auto& parameter : method.modules[1].second->parameters()) torch::nn::init::normal_(parameter);
    const auto enhanced = method.enhance(seen.backbone, seen.images.whole).map;
    EXPECT_TRUE(torch::equal(enhanced[2], seen.backbone.own[2]));  // the flagged image
    EXPECT_FALSE(torch::equal(enhanced[1], seen.backbone.own[1]));
}

TEST(Cen, of_a_symmetric_film_the_difference_is_nothing) {
    Seen seen;
    seen.backbone.own = (seen.backbone.own + seen.backbone.own.flip(-1)) / 2;
    seen.images.whole.lungs_valid.fill_(false);  // the line is the film's own middle
    const auto features = Seen::made("cen").enhance(seen.backbone, seen.images.whole);
    EXPECT_LT((features.map - features.contralateral).abs().max().item<double>(), 1e-6);
}

TEST(Cia, of_a_film_like_its_normal_one_attends_to_all_cells_alike) {
    const auto rule = method_needs("cia").companions;
    EXPECT_EQ(rule.pairing, Pairing::nearest_normal);
    Seen seen(rule);
    const auto method = Seen::made("cia");
    seen.backbone.companions = seen.backbone.own + 3;  // a constant offset everywhere
    const auto alike = method.enhance(seen.backbone, seen.images.whole).map;
    EXPECT_TRUE(torch::allclose(alike, seen.backbone.own, 1e-9, 1e-9));
    seen.backbone.companions = torch::rand_like(seen.backbone.own);
    const auto weights = method.enhance(seen.backbone, seen.images.whole).map / seen.backbone.own;
    EXPECT_TRUE(torch::allclose(weights.mean({2, 3}), torch::ones({6, Seen::kChannels}, torch::kFloat64)));
}

// Cell by cell: how far a cell is from the normal film's, above the mean, in parts of the most, as a power of
// e^τ. τ is 1.5 place by place and 5 against the mean, from GREN's released display code.
TEST(Cia, attends_to_the_cells_that_differ) {
    Seen seen(method_needs("cia").companions);
    torch::manual_seed(12);
    seen.backbone.companions = torch::rand_like(seen.backbone.own);
    const auto cells = seen.backbone.own.size(2) * seen.backbone.own.size(3);
    const auto own = seen.backbone.own.flatten(2),
               normal = seen.backbone.companions.flatten(2);  // [B, C, cells]
    for (const bool global : {false, true}) {
        auto shape = Seen::shape_of("cia");
        shape.variant.global_contrast = global;
        const auto found = Seen::made("cia", shape).enhance(seen.backbone, seen.images.whole).map.flatten(2);
        for (std::int64_t b = 0; b < own.size(0); ++b) {
            std::vector<double> far;
            for (std::int64_t i = 0; i < cells; ++i) {
                double sum = 0;
                for (std::int64_t c = 0; c < own.size(1); ++c) {
                    const auto other = global ? normal[b][c].mean() : normal[b][c][i];
                    sum += std::abs(own[b][c][i].item<double>() - other.item<double>());
                }
                far.push_back(sum / static_cast<double>(own.size(1)));
            }
            const double mean = std::accumulate(far.begin(), far.end(), 0.0) / static_cast<double>(cells);
            const double most = *std::ranges::max_element(far) - mean;
            double all = 0;
            for (auto& one : far) all += one = std::exp((global ? 5 : 1.5) * (one - mean) / most);
            for (std::int64_t i = 0; i < cells; ++i)
                EXPECT_NEAR(found[b][0][i].item<double>() / own[b][0][i].item<double>(),
                            static_cast<double>(cells) * far[static_cast<std::size_t>(i)] / all, 1e-9)
                    << global << " " << b << " " << i;
        }
    }
}

TEST(Zhou, edges_join_diseases_of_one_organ_as_often_as_they_meet) {
    const auto met = torch::tensor({{1.0, 0.5, 0.25}, {0.5, 1.0, 0.125}, {0.25, 0.125, 1.0}});
    const auto edges = disease_edges({"Mass", "Effusion", "Nodule"}, 3, met);
    EXPECT_TRUE(torch::equal(edges, edges.t()));
    EXPECT_NEAR(edges[0][2].item<double>(), 0.25 / 1.25, 1e-6);  // both degrees are 1.25
    EXPECT_EQ(edges[0][1].item<double>(), 0);
    EXPECT_EQ(edges[1][1].item<double>(), 1);
}

TEST(Ccg, blocks_of_equal_images_are_less_than_one) {
    torch::manual_seed(8);
    auto hashes = torch::randint(0, 1L << 62, {3, 10}, torch::kInt64);
    hashes[1] = hashes[0];
    const auto s = block_similarity(hashes, {0, 3});
    EXPECT_TRUE(torch::equal(block_similarity(hashes, {1, 2}), s.narrow(0, 1, 2)));
    EXPECT_TRUE(torch::equal(s, s.t()));
    EXPECT_EQ(s[0][1].item<double>(), s[0][0].item<double>());
    EXPECT_LT(s[0][0].item<double>(), 1);
    double mean = 0;
    for (int a = 0; a < 10; ++a)
        for (int b = 0; b < 10; ++b)
            mean += 1 - std::popcount(static_cast<std::uint64_t>(hashes[0][a].item<std::int64_t>()) ^
                                      static_cast<std::uint64_t>(hashes[2][b].item<std::int64_t>())) /
                            64.0;
    EXPECT_NEAR(s[0][2].item<double>(), mean / 100, 1e-12);
    const auto turned = hashes.index_select(1, torch::tensor({3, 1, 4, 0, 5, 9, 2, 6, 8, 7}));
    EXPECT_TRUE(torch::allclose(block_similarity(turned, {0, 3}), s));
}

}  // namespace gren::systems_test
