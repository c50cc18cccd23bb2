#include "graph/edge_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <stdexcept>

namespace gren::edge_weights_test {
namespace {

const auto kAllValid = torch::ones({3}, torch::kBool);

torch::Tensor similarity3() {
    return torch::tensor({{1.0, 0.8, 0.5}, {0.8, 1.0, 0.2}, {0.5, 0.2, 1.0}}, torch::kFloat64);
}

std::multiset<double> pairs_of(const torch::Tensor& weights) {
    std::multiset<double> values;
    for (int u = 0; u < weights.size(0); ++u)
        for (int v = u + 1; v < weights.size(1); ++v) values.insert(weights[u][v].item<double>());
    return values;
}

}  // namespace

TEST(EdgeWeights, attract_takes_the_similarity_and_no_image_is_its_own_neighbor) {
    const auto w = inter_weights(similarity3(), kAllValid, {.sign = GraphSign::attract});
    const auto expected = torch::tensor({{0.0, 0.8, 0.5}, {0.8, 0.0, 0.2}, {0.5, 0.2, 0.0}}, torch::kFloat64);
    EXPECT_TRUE(torch::allclose(w, expected, 0, 1e-15));
    EXPECT_EQ(term_sign(GraphSign::attract), 1);
}

TEST(EdgeWeights, repel_takes_the_distance_of_eq_4_and_6) {
    const auto w = inter_weights(similarity3(), kAllValid, {.sign = GraphSign::repel});
    const auto expected = torch::tensor({{0.0, 0.2, 0.5}, {0.2, 0.0, 0.8}, {0.5, 0.8, 0.0}}, torch::kFloat64);
    EXPECT_TRUE(torch::allclose(w, expected, 0, 1e-15));
    EXPECT_EQ(term_sign(GraphSign::repel), -1);
}

TEST(EdgeWeights, an_image_with_flagged_lungs_has_no_edge) {
    const auto w = inter_weights(similarity3(), torch::tensor({true, false, true}), {});
    const auto expected = torch::tensor({{0.0, 0.0, 0.5}, {0.0, 0.0, 0.0}, {0.5, 0.0, 0.0}}, torch::kFloat64);
    EXPECT_TRUE(torch::equal(w, expected));
    const auto intra =
        intra_weights(torch::tensor({0.9, 0.7}, torch::kFloat64), torch::tensor({true, false}), {});
    EXPECT_TRUE(torch::equal(intra, torch::tensor({0.9, 0.0}, torch::kFloat64)));
}

TEST(EdgeWeights, constant_is_the_mean_that_it_is_given) {
    for (const auto sign : {GraphSign::attract, GraphSign::repel}) {
        const WeightRule rule{.sign = sign,
                              .control = WeightControl::constant,
                              .mean_similarity = sign == GraphSign::attract ? 0.3 : 0.7};
        const auto w = inter_weights(similarity3(), torch::tensor({true, true, false}), rule);
        const auto expected =
            torch::tensor({{0.0, 0.3, 0.0}, {0.3, 0.0, 0.0}, {0.0, 0.0, 0.0}}, torch::kFloat64);
        EXPECT_TRUE(torch::allclose(w, expected, 0, 1e-15));
        const auto intra =
            intra_weights(torch::tensor({0.9, 0.1}, torch::kFloat64), torch::tensor({true, false}), rule);
        EXPECT_TRUE(torch::allclose(intra, torch::tensor({0.3, 0.0}, torch::kFloat64), 0, 1e-15));
    }
}

TEST(EdgeWeights, batch_constant_is_the_mean_over_existing_edges) {
    const auto w = inter_weights(similarity3(), kAllValid, {.control = WeightControl::batch_constant});
    EXPECT_THAT(pairs_of(w), testing::Each(testing::DoubleNear(0.5, 1e-15)));
    const auto partly = inter_weights(similarity3(), torch::tensor({true, true, false}),
                                      {.control = WeightControl::batch_constant});
    EXPECT_DOUBLE_EQ(partly[0][1].item<double>(), 0.8);
    const auto intra =
        intra_weights(torch::tensor({0.9, 0.1, 0.5}, torch::kFloat64), torch::tensor({true, false, true}),
                      {.control = WeightControl::batch_constant});
    EXPECT_TRUE(torch::allclose(intra, torch::tensor({0.7, 0.0, 0.7}, torch::kFloat64)));
}

TEST(EdgeWeights, shuffled_keeps_the_weights_and_moves_them) {
    torch::manual_seed(1);
    auto similarity = torch::rand({8, 8}, torch::kFloat64);
    similarity = (similarity + similarity.t()) / 2;
    const auto valid = torch::ones({8}, torch::kBool);
    const auto plain = inter_weights(similarity, valid, {});
    const WeightRule rule{.control = WeightControl::shuffled, .shuffle_seed = 7};
    const auto shuffled = inter_weights(similarity, valid, rule);
    EXPECT_EQ(pairs_of(plain), pairs_of(shuffled));
    EXPECT_FALSE(torch::equal(plain, shuffled));
    EXPECT_TRUE(torch::equal(shuffled, shuffled.t()));
    EXPECT_TRUE(torch::equal(shuffled, inter_weights(similarity, valid, rule)));
}

TEST(EdgeWeights, some_rows_are_those_of_all) {
    const auto valid = torch::tensor({true, true, false});
    for (const auto control : {WeightControl::none, WeightControl::constant}) {
        const WeightRule rule{.control = control, .mean_similarity = 0.3};
        EXPECT_FALSE(needs_all_edges(rule));
        const auto all = inter_weights(similarity3(), valid, rule);
        for (const RowRange rows : {RowRange{0, 1}, RowRange{1, 2}, RowRange{3, 0}})
            EXPECT_TRUE(torch::equal(inter_weights(rows.of(similarity3()), valid, rule, rows), rows.of(all)));
    }
    for (const auto control : {WeightControl::batch_constant, WeightControl::shuffled}) {
        EXPECT_TRUE(needs_all_edges({.control = control}));
        EXPECT_THROW(inter_weights(similarity3().narrow(0, 0, 1), valid, {.control = control}, {0, 1}),
                     std::logic_error);
    }
}

TEST(EdgeWeights, hashes_give_one_minus_the_share_of_differing_bits) {
    const auto hashes = torch::tensor({{0L, 0xffL}, {0xfL, 0xffL}}, torch::kInt64);
    EXPECT_DOUBLE_EQ(hash_similarity(hashes)[0][1].item<double>(), 1 - 4.0 / 128);
    EXPECT_DOUBLE_EQ(hash_similarity(hashes, {1, 1})[0][0].item<double>(), 1 - 4.0 / 128);
    EXPECT_TRUE(torch::equal(region_hash_similarity(hashes),
                             torch::tensor({{1 - 8.0 / 64}, {1 - 4.0 / 64}}, torch::kFloat64)));
}

TEST(EdgeWeights, all_pairs_of_an_images_regions_have_an_edge) {
    const auto hashes = torch::tensor({{0L, 1L, 7L}, {0xffL, 0xffL, 0L}}, torch::kInt64);
    const auto expected = torch::tensor(
        {{1 - 1 / 64.0, 1 - 3 / 64.0, 1 - 2 / 64.0}, {1.0, 1 - 8 / 64.0, 1 - 8 / 64.0}}, torch::kFloat64);
    EXPECT_TRUE(torch::equal(region_hash_similarity(hashes), expected));
    const auto weights = intra_weights(expected, torch::tensor({false, true}), {});
    EXPECT_EQ(weights[0].abs().sum().item<double>(), 0);
    EXPECT_TRUE(torch::equal(weights[1], expected[1]));
}

TEST(EdgeWeights, cosine_equals_a_loop_and_carries_no_gradient) {
    torch::manual_seed(2);
    const auto lungs = torch::randn({3, 3, 5}, torch::kFloat64).requires_grad_(true);
    const auto cosine = [&](int u, int m, int v, int n) {
        double dot = 0, a = 0, b = 0;
        for (int x = 0; x < 5; ++x) {
            const double p = lungs[u][m][x].item<double>(), q = lungs[v][n][x].item<double>();
            dot += p * q, a += p * p, b += q * q;
        }
        return dot / std::sqrt(a * b);
    };
    const auto rows = cosine_rows(lungs);
    const auto inter = rows.matmul(rows.t());
    const auto intra = region_cosine_similarity(lungs);
    EXPECT_FALSE(inter.requires_grad() || intra.requires_grad());
    for (int u = 0; u < 3; ++u) {
        EXPECT_NEAR(intra[u][0].item<double>(), cosine(u, 0, u, 1), 1e-12);
        EXPECT_NEAR(intra[u][1].item<double>(), cosine(u, 0, u, 2), 1e-12);
        EXPECT_NEAR(intra[u][2].item<double>(), cosine(u, 1, u, 2), 1e-12);
        for (int v = 0; v < 3; ++v) {
            const double sum = cosine(u, 0, v, 0) + cosine(u, 1, v, 1) + cosine(u, 2, v, 2);
            EXPECT_NEAR(inter[u][v].item<double>(), sum / 3, 1e-12);
        }
    }
}

TEST(EdgeWeights, unknown_sign_is_refused) {
    EXPECT_THROW(graph_sign_from("push"), std::invalid_argument);
}

}  // namespace gren::edge_weights_test
