// Gradients, distances and weights of each term against one process, by plain autograd over the whole batch.
#include "src/training/probe.h"

#include <gtest/gtest.h>
#include <torch/autograd.h>

#include <algorithm>
#include <cmath>

#include "tests/support/mpi_main.h"
#include "tests/support/plain_objective.h"
#include "tests/support/toy_images.h"

namespace gren::probe_test {
namespace {

constexpr double kTolerance = 1e-8;  // relative, float64
constexpr std::int64_t kImages = 5;  // one of them flagged: 4 lungs, 6 pairs

struct ProbeCase {
    std::string name, method = "gren";
    PlainOptions plain;
    GraphPath path = GraphPath::all_gather;
};

Localizer network(const ProbeCase& test, World* world) {
    MethodOptions options;
    options.sign = test.plain.attract ? GraphSign::attract : GraphSign::repel;
    options.graph_reduction = test.plain.mean_graph ? Reduction::mean : Reduction::sum;
    torch::manual_seed(11);
    auto model = ToyImages::network(make_method(test.method, ToyImages::head_shape(), options),
                                    world ? NormMode::sync : NormMode::local, world);
    model->to(torch::kFloat64);
    return model;
}

std::vector<std::int64_t> rows_of(int world) {
    std::vector<std::int64_t> rows(static_cast<std::size_t>(world), 0);
    for (std::int64_t i = 0; i < kImages; ++i) ++rows[static_cast<std::size_t>(i % world)];
    return rows;
}

Batch own_share(const World& world) {
    return ToyImages(kImages).share(rows_of(world.size()), world.rank());
}

TrainerOptions trainer_options(const ProbeCase& test) {
    return {.graph = make_global_graph(test.path)};
}

// ∂value at all parameters, one after the other, and at F.
std::pair<torch::Tensor, torch::Tensor> gradient(const torch::Tensor& value, Localizer& model,
                                                 const torch::Tensor& features) {
    auto inputs = model->parameters();
    inputs.push_back(features);
    auto gradients = torch::autograd::grad({value}, inputs, {}, true, false, true);
    for (std::size_t i = 0; i < inputs.size(); ++i)
        gradients[i] = (gradients[i].defined() ? gradients[i] : torch::zeros_like(inputs[i])).flatten();
    const auto at_features = gradients.back();
    gradients.pop_back();
    return {torch::cat(gradients), at_features};
}

double cosine(const torch::Tensor& a, const torch::Tensor& b) {
    return ((a * b).sum() / (a.norm() * b.norm())).item<double>();
}

void expect_close(double found, double expected, const std::string& what) {
    EXPECT_NEAR(found, expected, kTolerance * std::max(1e-3, std::abs(expected))) << what;
}

void expect_spread(const Spread& found, const std::vector<double>& values, const std::string& what) {
    double sum = 0, squares = 0;
    for (const double value : values) sum += value;
    const auto count = static_cast<double>(values.size());
    for (const double value : values) squares += std::pow(value - sum / count, 2);
    expect_close(found.mean, sum / count, what);
    expect_close(found.stddev, std::sqrt(squares / count), what);
}

void expect_edges(const ProbedEdges& found, const std::vector<PlainEdge>& edges, const std::string& what) {
    std::vector<double> weights, distances;
    for (const auto& edge : edges) {
        weights.push_back(edge.weight);
        distances.push_back(edge.distance.item<double>());
    }
    EXPECT_EQ(found.count, static_cast<std::int64_t>(edges.size())) << what;
    expect_spread(found.weight, weights, "weights of " + what);
    expect_spread(found.distance, distances, "distances of " + what);
}

class Probe : public testing::TestWithParam<ProbeCase> {};

TEST_P(Probe, equals_plain_autograd_over_the_whole_batch) {
    World& world = test_world();
    const auto& test = GetParam();
    auto model = network(test, &world), alone = network(test, nullptr);
    const auto found = probe_terms(world, model, trainer_options(test), own_share(world), 0);

    const auto plain = plain_objective(alone, ToyImages(kImages).whole, ToyImages::kGrid, test.plain);
    expect_close(found.feature_norm, plain.features.detach().flatten(1).norm(2, 1).mean().item<double>(),
                 "F");
    const auto [loss_theta, loss_f] = gradient(plain.terms.at("localization"), alone, plain.features);
    auto graph_theta = torch::zeros_like(loss_theta), graph_f = torch::zeros_like(loss_f);
    ASSERT_EQ(found.terms.size(), plain.terms.size());
    EXPECT_EQ(found.terms.front().name, "localization");
    for (const auto& term : found.terms) {
        const auto [theta, f] = gradient(plain.terms.at(term.name), alone, plain.features);
        expect_close(term.norm.parameters, theta.norm().item<double>(), term.name + " at the parameters");
        expect_close(term.norm.features, f.norm().item<double>(), term.name + " at F");
        EXPECT_EQ(term.edges.has_value(), term.name != "localization");
        if (!term.edges) continue;
        const double magnitude = term.name == "intra" ? test.plain.lambda_intra : test.plain.lambda_inter;
        const double lambda = test.plain.attract ? magnitude : -magnitude;
        EXPECT_DOUBLE_EQ(term.lambda, lambda);
        expect_close(term.cosine.parameters, cosine(lambda * theta, loss_theta), term.name + "'s cosine");
        expect_close(term.cosine.features, cosine(lambda * f, loss_f), term.name + "'s cosine at F");
        expect_edges(*term.edges, plain.edges.at(term.name), term.name);
        graph_theta += lambda * theta;
        graph_f += lambda * f;
    }
    if (found.terms.size() == 1) {
        EXPECT_EQ(found.graph_norm.parameters, 0);
        EXPECT_TRUE(std::isnan(found.graph_cosine.features));
        return;
    }
    expect_close(found.graph_norm.parameters, graph_theta.norm().item<double>(), "graph");
    expect_close(found.graph_norm.features, graph_f.norm().item<double>(), "graph at F");
    expect_close(found.graph_cosine.parameters, cosine(graph_theta, loss_theta), "graph's cosine");
    expect_close(found.graph_cosine.features, cosine(graph_f, loss_f), "graph's cosine at F");
}

PlainOptions plain(bool intra, bool inter, const std::string& weights = "hash") {
    return {.intra = intra, .inter = inter, .weights = weights};
}

std::vector<ProbeCase> cases() {
    auto cosine = plain(true, true, "cosine");
    cosine.lambda_intra = 0.15;
    auto repel = plain(true, true);
    repel.attract = false;
    repel.mean_graph = true;
    return {{.name = "baseline", .method = "baseline", .plain = plain(false, false)},
            {.name = "intra", .method = "intra", .plain = plain(true, false)},
            {.name = "inter", .method = "inter", .plain = plain(false, true)},
            {.name = "gren", .plain = plain(true, true)},
            {.name = "gren_sharded", .plain = plain(true, true), .path = GraphPath::sharded_gram},
            {.name = "gren_row_blocks", .plain = plain(true, true), .path = GraphPath::row_blocks},
            {.name = "cosine", .method = "cosine", .plain = cosine},
            {.name = "cosine_sharded", .method = "cosine", .plain = cosine, .path = GraphPath::sharded_gram},
            {.name = "cosine_row_blocks", .method = "cosine", .plain = cosine, .path = GraphPath::row_blocks},
            {.name = "batch_const", .method = "batch-const", .plain = plain(true, true, "batch-const")},
            {.name = "batch_const_row_blocks",
             .method = "batch-const",
             .plain = plain(true, true, "batch-const"),
             .path = GraphPath::row_blocks},
            {.name = "repel_mean", .plain = repel}};
}

INSTANTIATE_TEST_SUITE_P(cases, Probe, testing::ValuesIn(cases()),
                         [](const auto& test) { return test.param.name; });

// Two runs, one of them probed before every step: the same parameters and statistics, bit for bit.
TEST(ProbeOfARun, leaves_the_run_as_it_is) {
    World& world = test_world();
    const ProbeCase test{.name = "gren", .plain = {}};
    auto plain = network(test, &world), probed = network(test, &world);
    const auto options = trainer_options(test);
    Trainer without(world, plain, options), with(world, probed, options);
    const auto batch = own_share(world);
    for (std::int64_t step = 0; step < 3; ++step) {
        without.step(batch, step, 1e-3);
        probe_terms(world, probed, options, batch, step);
        with.step(batch, step, 1e-3);
    }
    const auto other = probed->named_parameters();
    for (const auto& parameter : plain->named_parameters())
        EXPECT_TRUE(torch::equal(parameter.value(), other[parameter.key()])) << parameter.key();
    const auto buffers = probed->named_buffers();
    for (const auto& buffer : plain->named_buffers())
        EXPECT_TRUE(torch::equal(buffer.value(), buffers[buffer.key()])) << buffer.key();
}

}  // namespace
}  // namespace gren::probe_test
