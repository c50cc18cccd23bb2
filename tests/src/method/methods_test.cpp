#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "src/method/method.h"
#include "tests/support/toy_images.h"

namespace gren::methods_test {
namespace {

// What a method says of the toy images, in one process.
struct Said {
    std::vector<LocalTerm> local;
    std::vector<PairTerm> pairs;
};

Said terms_of(const std::string& name, const ToyImages& images, std::int64_t step = 0,
              GraphSign sign = GraphSign::attract) {
    MethodOptions options;
    options.sign = sign;
    options.mean_similarity = {.images = 100, .intra = 0.25, .inter = 0.75};
    torch::manual_seed(5);
    const auto method = make_method(
        name, {.channels = 6, .width = 4, .classes = ToyImages::kClasses, .grid = ToyImages::kGrid}, options);
    const auto count = images.whole.image.size(0);
    const GlobalNodes nodes{.rows = {count},
                            .first = 0,
                            .own = count,
                            .hash = images.whole.hash,
                            .valid = images.whole.lungs_valid,
                            .valid_images = images.whole.lungs_valid.sum().item<std::int64_t>()};
    const auto features = torch::rand({count, 6, 4, 4});
    const auto lungs = l2_normalized(region_features(features, region_fractions(images.whole.regions, 4, 4),
                                                     images.whole.right, LungVariant::pooled));
    const TermInput input{images.whole, nodes, features, lungs, method.head({features}, ToyImages::kGrid),
                          step};
    Said said;
    for (const auto& loss : method.local) said.local.push_back(loss(input));
    for (const auto& loss : method.pairs) said.pairs.push_back(loss(input));
    return said;
}

}  // namespace

TEST(Methods, each_row_has_the_terms_of_its_name) {
    const ToyImages images(6);
    const auto sizes = [&](const std::string& name) {
        const auto said = terms_of(name, images);
        return std::pair(said.local.size(), said.pairs.size());
    };
    EXPECT_EQ(sizes("baseline"), std::pair(std::size_t{1}, std::size_t{0}));
    EXPECT_EQ(sizes("intra"), std::pair(std::size_t{2}, std::size_t{0}));
    EXPECT_EQ(sizes("inter"), std::pair(std::size_t{1}, std::size_t{1}));
    for (const auto* name : {"gren", "cosine", "const", "batch-const", "shuffle"})
        EXPECT_EQ(sizes(name), std::pair(std::size_t{2}, std::size_t{1})) << name;
}

TEST(Methods, weights_of_the_terms_are_the_papers) {
    const ToyImages images(6);
    const auto gren = terms_of("gren", images), cosine = terms_of("cosine", images);
    EXPECT_DOUBLE_EQ(gren.local[1].lambda, 0.11);  // section III.B.2
    EXPECT_DOUBLE_EQ(gren.pairs[0].lambda, 0.15);
    EXPECT_DOUBLE_EQ(cosine.local[1].lambda, 0.15);  // section III.B.3
    EXPECT_DOUBLE_EQ(cosine.pairs[0].lambda, 0.15);
    EXPECT_EQ(cosine.pairs[0].source, WeightSource::lung_cosine);
}

TEST(Methods, a_graph_is_the_mean_over_its_edges_unless_said) {
    for (const auto* name : {"gren", "intra", "inter", "cosine", "const", "batch-const", "shuffle"}) {
        const auto said = terms_of(name, ToyImages(6));
        for (std::size_t i = 1; i < said.local.size(); ++i)
            EXPECT_EQ(said.local[i].reduction, Reduction::mean);
        for (const auto& pair : said.pairs) EXPECT_EQ(pair.reduction, Reduction::mean) << name;
    }
}

TEST(Methods, the_controls_keep_the_mean_weight_and_change_who_has_it) {
    const ToyImages images(6);
    const auto weight_times_distance = [&](const std::string& name, std::int64_t step = 0) {
        return terms_of(name, images, step).local[1].per_image;
    };
    const auto gren = weight_times_distance("gren");
    EXPECT_EQ(gren[2].item<double>(), 0);  // the flagged image
    EXPECT_FALSE(torch::allclose(gren, weight_times_distance("batch-const")));
    EXPECT_FALSE(torch::allclose(gren, weight_times_distance("shuffle")));
    EXPECT_FALSE(torch::allclose(weight_times_distance("shuffle", 1), weight_times_distance("shuffle", 2)));
}

TEST(Methods, const_takes_the_training_lists_mean_whatever_the_batch) {
    for (const auto count : {2, 6}) {
        const ToyImages images(count);
        for (const auto sign : {GraphSign::attract, GraphSign::repel}) {
            const auto said = terms_of("const", images, 0, sign);
            const double intra = sign == GraphSign::attract ? 0.25 : 0.75;
            const auto& valid = images.whole.lungs_valid;
            EXPECT_TRUE(torch::equal(said.local[1].weight.squeeze(1), valid.to(torch::kFloat64) * intra));
            const auto& rule = said.pairs[0].rule;
            const auto inter = inter_weights(hash_similarity(images.whole.hash), valid, rule);
            const auto edge = valid.unsqueeze(0) & valid.unsqueeze(1) & ~torch::eye(count, torch::kBool);
            EXPECT_TRUE(torch::equal(inter, edge.to(torch::kFloat64) * (1 - intra)));
        }
    }
    EXPECT_TRUE(method_needs("const").mean_similarity);
    for (const auto* name : {"gren", "batch-const", "shuffle"})
        EXPECT_FALSE(method_needs(name).mean_similarity);
}

TEST(Methods, two_controls_make_weights_of_all_edges) {
    for (const auto& name : method_names())
        EXPECT_EQ(method_needs(name).all_edges, name == "batch-const" || name == "shuffle") << name;
}

TEST(Methods, an_unknown_name_is_refused_with_the_known_ones) {
    try {
        make_method("grenn", {}, {});
        FAIL() << "accepted";
    } catch (const std::invalid_argument& error) {
        EXPECT_THAT(error.what(), AllOf(testing::HasSubstr("grenn"), testing::HasSubstr("baseline"),
                                        testing::HasSubstr("shuffle")));
    }
}

}  // namespace gren::methods_test
