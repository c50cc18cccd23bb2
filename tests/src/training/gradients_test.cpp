// The gradient of Q by every parameter, of every method, against differences of Q along random directions.
#include <gtest/gtest.h>
#include <torch/nn/utils/convert_parameters.h>

#include <algorithm>

#include "src/training/trainer.h"
#include "tests/support/mpi_main.h"
#include "tests/support/toy_images.h"

namespace gren::gradients_test {
namespace {

constexpr double kStep = 1e-8, kTolerance = 1e-5;  // float64

Localizer network(const std::string& name) {
    auto shape = ToyImages::head_shape();
    shape.variant = default_variant(name);
    shape.norm = NormMode::frozen;
    torch::manual_seed(13);
    auto model = ToyImages::network(make_method(name, shape, {}), NormMode::frozen);
    model->to(torch::kFloat64);
    // What starts at 0 would hide its own mistakes and those behind it.
    const torch::NoGradGuard no_gradient;
    for (auto& parameter : model->named_parameters())
        if (parameter.key().rfind("method.", 0) == 0)
            parameter.value() += 0.05 * torch::randn_like(parameter.value());
    return model;
}

}  // namespace

// Weights of cosine depend on the features, and none flows through them: its oracle is plain_objective.h.
class Gradients : public testing::TestWithParam<std::string> {};

TEST_P(Gradients, are_differences_of_q) {
    World& world = test_world();
    auto model = network(GetParam());
    const ToyImages images(5, 1, method_needs(GetParam()).companions);
    const auto q = [&] {
        Trainer trainer(world, model, {.sgd = {.momentum = 0, .weight_decay = 0}});
        return trainer.step(images.whole, 0, /*learning_rate=*/0).loss;
    };
    q();
    std::vector<torch::Tensor> gradients, parameters = model->parameters();
    for (const auto& parameter : parameters) gradients.push_back(parameter.grad().clone());
    for (int direction = 0; direction < 3; ++direction) {
        std::vector<torch::Tensor> d;
        for (std::size_t i = 0; i < parameters.size(); ++i)
            d.push_back(gradients[i].abs().mean().item<double>() > 0
                            ? torch::randn_like(parameters[i]) *
                                  parameters[i].detach().abs().mean().clamp_min(0.01)
                            : torch::zeros_like(parameters[i]));
        const auto move = [&](double by) {
            const torch::NoGradGuard no_gradient;
            for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i] += by * d[i];
        };
        double expected = 0, scale = 0;
        for (std::size_t i = 0; i < d.size(); ++i) {
            expected += (gradients[i] * d[i]).sum().item<double>();
            scale += (gradients[i] * d[i]).abs().sum().item<double>();
        }
        move(kStep);
        const double above = q();
        move(-2 * kStep);
        const double below = q();
        move(kStep);
        EXPECT_NEAR((above - below) / (2 * kStep), expected, kTolerance * scale) << "direction " << direction;
    }
}

std::vector<std::string> but_cosine() {
    auto names = method_names();
    std::erase(names, "cosine");
    return names;
}

INSTANTIATE_TEST_SUITE_P(methods, Gradients, testing::ValuesIn(but_cosine()), [](const auto& test) {
    auto name = test.param;
    std::ranges::replace(name, '-', '_');
    return name;
});

}  // namespace gren::gradients_test
