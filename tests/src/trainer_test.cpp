// The contract of method.md, "What data-parallel means here": loss, every term, all gradients and the
// parameters after steps equal those of one process on the whole batch, for any number of ranks, even and
// uneven, and an empty one.
#include "src/trainer.h"

#include <gtest/gtest.h>

#include "tests/support/mpi_main.h"
#include "tests/support/plain_objective.h"
#include "tests/support/toy_images.h"

namespace gren {
namespace {

constexpr double kTolerance = 1e-6;  // relative, float64

struct Case {
    std::string name, method = "gren", reading = "pooled", rows = "even";
    NormMode norm = NormMode::sync;
    bool attract = true, mean_loss = true, mean_graph = false, normalise = true;
    // Frozen at their start, the statistics do not tame the random network: only tiny steps stay finite in
    // the oracle.
    double learning_rate = 1e-3;
};

std::vector<std::int64_t> rows_of(const Case& test, std::int64_t images, int world) {
    std::vector<std::int64_t> rows(static_cast<std::size_t>(world), 0);
    if (test.rows == "last") {
        rows.back() = images;
        return rows;
    }
    for (std::int64_t i = 0; i < images; ++i) ++rows[static_cast<std::size_t>(i % world)];
    return rows;
}

Localizer network(const Case& test, World* world) {
    constexpr std::int64_t kWidth = 8;  // a narrow trunk: the arithmetic is what is tested
    MethodOptions options;
    options.channels = 8 * kWidth;
    options.classes = ToyImages::kClasses;
    options.grid = ToyImages::kGrid;
    options.head_width = 8;
    options.sign = test.attract ? GraphSign::attract : GraphSign::repel;
    options.lung_reading = lung_reading_from(test.reading);
    options.normalise_features = test.normalise;
    options.loss_reduction = test.mean_loss ? Reduction::mean : Reduction::sum;
    options.graph_reduction = test.mean_graph ? Reduction::mean : Reduction::sum;
    torch::manual_seed(11);
    const bool alone = world == nullptr && test.norm == NormMode::sync;
    const ResNetOptions trunk{.depth = 18,
                              .output_stride = 8,
                              .norm = alone ? NormMode::local : test.norm,
                              .world = world,
                              .width = kWidth};
    Localizer model(trunk, make_method(test.method, options));
    model->to(torch::kFloat64);
    model->train();
    return model;
}

PlainOptions plain_options(const Case& test) {
    return {.attract = test.attract,
            .mean_loss = test.mean_loss,
            .mean_graph = test.mean_graph,
            .normalise = test.normalise,
            .intra = test.method == "gren" || test.method == "intra",
            .inter = test.method == "gren" || test.method == "inter",
            .reading = test.reading};
}

void expect_close(const torch::Tensor& found, const torch::Tensor& expected, const std::string& what) {
    const double scale = std::max(expected.norm().item<double>(), 1e-9);
    EXPECT_LE((found - expected).norm().item<double>() / scale, kTolerance) << what;
}

void expect_same_parameters(const Localizer& found, const Localizer& expected, bool gradients,
                            const std::string& when) {
    const auto all = expected->named_parameters();
    for (const auto& parameter : found->named_parameters()) {
        const auto& other = all[parameter.key()];
        expect_close(gradients ? parameter.value().grad() : parameter.value(),
                     gradients ? other.grad() : other, when + " " + parameter.key());
    }
    const auto buffers = expected->named_buffers();
    for (const auto& buffer : found->named_buffers())
        expect_close(buffer.value().to(torch::kFloat64), buffers[buffer.key()].to(torch::kFloat64),
                     when + " " + buffer.key());
}

}  // namespace

class OneGlobalBatch : public testing::TestWithParam<Case> {};

TEST_P(OneGlobalBatch, equals_one_process) {
    const Case& test = GetParam();
    World& world = test_world();
    const ToyImages images(8);
    const auto batch = images.share(rows_of(test, 8, world.size()), world.rank());

    auto model = network(test, &world);
    Trainer trainer(world, model, {.grid = ToyImages::kGrid, .bfloat16 = false, .sgd = {}});
    auto plain = network(test, nullptr);
    torch::optim::SGD sgd(
        plain->parameters(),
        torch::optim::SGDOptions(test.learning_rate).momentum(0.9).weight_decay(1e-4).nesterov(true));
    for (int step = 0; step < 5; ++step) {
        const auto report = trainer.step(batch, step, test.learning_rate);
        sgd.zero_grad();
        const auto expected = plain_objective(plain, images.whole, ToyImages::kGrid, plain_options(test));
        expected.q.backward();
        EXPECT_NEAR(report.loss, expected.q.item<double>(), kTolerance * std::abs(expected.q.item<double>()));
        ASSERT_EQ(report.terms.size(), expected.terms.size());
        for (const auto& [name, value] : report.terms)
            EXPECT_NEAR(value, expected.terms.at(name).item<double>(),
                        kTolerance * std::abs(expected.terms.at(name).item<double>()))
                << name;
        if (step == 0) expect_same_parameters(model, plain, /*gradients=*/true, "gradient");
        sgd.step();
        if (step == 0 || step == 4)
            expect_same_parameters(model, plain, /*gradients=*/false,
                                   "after step " + std::to_string(step + 1));
    }
}

INSTANTIATE_TEST_SUITE_P(
    readings, OneGlobalBatch,
    testing::Values(Case{.name = "gren"}, Case{.name = "baseline", .method = "baseline"},
                    Case{.name = "intra", .method = "intra"}, Case{.name = "inter", .method = "inter"},
                    Case{.name = "repel", .attract = false},
                    Case{.name = "sum_of_losses", .mean_loss = false},
                    Case{.name = "mean_of_edges", .mean_graph = true},
                    Case{.name = "mirror", .reading = "mirror"}, Case{.name = "flat", .reading = "flat"},
                    Case{.name = "forward", .reading = "forward"},
                    Case{.name = "unnormalised", .normalise = false},
                    Case{.name = "frozen", .norm = NormMode::frozen, .learning_rate = 1e-6},
                    Case{.name = "all_on_the_last_rank", .rows = "last"}),
    [](const auto& test) { return test.param.name; });

}  // namespace gren
