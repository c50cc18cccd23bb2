// Eq. 1-3 against the formulas in probabilities, written out in long double, and their finite differences.
#include "src/method/losses.h"

#include <gtest/gtest.h>
#include <torch/autograd.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

namespace gren::losses_test {
namespace {

using Real = long double;

Real probability(Real z) {
    return 1 / (1 + std::exp(-z));
}

// Eq. 3 of one image, cell by cell. All tensors float64, without the batch dimension.
Real naive_loss(const torch::Tensor& logits, const torch::Tensor& label, const torch::Tensor& boxed,
                const torch::Tensor& cells, Real beta) {
    Real loss = 0;
    for (std::int64_t k = 0; k < logits.size(0); ++k) {
        Real box = 0, none = 1;
        for (std::int64_t i = 0; i < logits.size(1); ++i) {
            for (std::int64_t j = 0; j < logits.size(2); ++j) {
                const Real p = probability(logits[k][i][j].item<double>());
                const bool hit = cells[k][i][j].item<float>() == 1;
                box -= std::log(hit ? p : 1 - p);
                none *= 1 - p;
            }
        }
        const int truth = label[k].item<int>();
        if (boxed[k].item<bool>())
            loss += beta * box;
        else if (truth == 1)
            loss -= std::log(1 - none);
        else if (truth == 0)
            loss -= std::log(none);
    }
    return loss;
}

// Two images: classes absent, present, unknown, boxed, boxed though unknown.
LocalizationTargets some_targets() {
    const torch::Tensor label =
        torch::tensor({0, 1, 255, 1, 255, 1, 1, 0, 255, 255}).to(torch::kUInt8).reshape({2, 5});
    const torch::Tensor boxed =
        torch::tensor({0, 0, 0, 1, 1, 1, 0, 0, 0, 1}).to(torch::kBool).reshape({2, 5});
    return {label, boxed, (torch::rand({2, 5, 3, 3}) < 0.4).to(torch::kFloat32)};
}

TEST(Losses, value_and_gradient_equal_the_naive_double_loop) {
    torch::manual_seed(7);
    const LocalizationTargets targets = some_targets();
    const torch::Tensor logits = (2 * torch::randn({2, 5, 3, 3}, torch::kFloat64)).requires_grad_();
    const torch::Tensor loss = localization_loss(logits, targets, 4);
    ASSERT_EQ(loss.sizes(), (std::vector<std::int64_t>{2}));
    loss.sum().backward();
    for (std::int64_t image = 0; image < 2; ++image) {
        const auto naive = [&](const torch::Tensor& z) {
            return naive_loss(z[image], targets.label[image], targets.boxed[image], targets.cells[image], 4);
        };
        EXPECT_NEAR(loss[image].item<double>(), static_cast<double>(naive(logits)), 1e-10);
        for (std::int64_t cell = 0; cell < 45; ++cell) {
            const auto moved = [&](double by) {
                torch::Tensor z = logits.detach().clone();
                z[image].view(-1)[cell] += by;
                return naive(z);
            };
            const double slope = static_cast<double>((moved(1e-4) - moved(-1e-4)) / 2e-4L);
            EXPECT_NEAR(logits.grad()[image].view(-1)[cell].item<double>(), slope, 1e-7)
                << image << " " << cell;
        }
    }
}

TEST(Losses, an_unknown_class_without_a_box_has_no_loss_and_no_gradient) {
    const torch::Tensor logits =
        torch::tensor({-1e4F, 3.0F, 0.0F, 1e4F}).reshape({1, 1, 2, 2}).requires_grad_();
    const torch::Tensor loss =
        localization_loss(logits,
                          {torch::full({1, 1}, 255, torch::kUInt8), torch::zeros({1, 1}, torch::kBool),
                           torch::ones({1, 1, 2, 2})},
                          4);
    loss.sum().backward();
    EXPECT_EQ(loss.item<float>(), 0);
    EXPECT_TRUE(torch::equal(logits.grad(), torch::zeros({1, 1, 2, 2})));
}

TEST(Losses, an_undecided_absent_class_costs_a_bit_a_cell) {
    const torch::Tensor loss = mil_loss(torch::zeros({1, 1, 16, 16}), torch::zeros({1, 1}, torch::kBool));
    EXPECT_NEAR(loss.item<float>(), 177.446, 1e-3);  // 256 ln 2
}

// With one cell Eq. 2 is the logistic loss, known in closed form over the whole range.
TEST(Losses, a_single_cell_is_the_logistic_loss_in_every_regime) {
    for (const auto type : {torch::kFloat32, torch::kFloat64}) {
        const double tolerance = type == torch::kFloat32 ? 2e-6 : 1e-14;
        const torch::Tensor z =
            torch::arange(-130.0, 130.0, 0.25, type).reshape({-1, 1, 1, 1}).requires_grad_();
        const torch::Tensor present = mil_loss(z, torch::ones({z.size(0), 1}, torch::kBool));
        const torch::Tensor gradient = torch::autograd::grad({present.sum()}, {z})[0];
        const torch::Tensor absent = mil_loss(z, torch::zeros({z.size(0), 1}, torch::kBool));
        const torch::Tensor absent_gradient = torch::autograd::grad({absent.sum()}, {z})[0];
        for (std::int64_t i = 0; i < z.size(0); ++i) {
            const Real logit = z[i].item<double>();
            const auto near = [&](const torch::Tensor& found, Real expected, const char* what) {
                // Below 1e-37 float32 runs out of normal numbers.
                EXPECT_NEAR(found[i].item<double>(), static_cast<double>(expected),
                            static_cast<double>(std::abs(expected)) * tolerance + 1e-37)
                    << what << " at " << static_cast<double>(logit);
            };
            near(present, std::log1p(std::exp(-logit)), "present");
            near(gradient, -1 / (1 + std::exp(logit)), "gradient of present");
            near(absent, std::log1p(std::exp(logit)), "absent");
            near(absent_gradient, 1 / (1 + std::exp(-logit)), "gradient of absent");
        }
    }
}

TEST(Losses, value_and_gradient_are_finite_at_extreme_logits) {
    for (const auto type : {torch::kFloat32, torch::kFloat64}) {
        for (const double extreme : {-1e4, 1e4}) {
            const torch::Tensor z = torch::full({1, 2, 16, 16}, extreme, type).requires_grad_();
            const torch::Tensor loss = mil_loss(z, torch::tensor({true, false}).reshape({1, 2}));
            loss.sum().backward();
            // −log of 256 p for tiny p; all the gradient of log Σ p, shared equally.
            const double present = extreme < 0 ? 1e4 - std::log(256.0) : 0, absent = extreme < 0 ? 0 : 256e4;
            EXPECT_NEAR(loss[0][0].item<double>(), present, 1e-3);
            EXPECT_EQ(loss[0][1].item<double>(), absent);
            // logsumexp's gradient is as precise as its value, 1e4, is in float32.
            const double tolerance = type == torch::kFloat32 ? 4e-6 : 1e-12;
            EXPECT_NEAR(z.grad()[0][0].min().item<double>(), extreme < 0 ? -1.0 / 256 : 0, tolerance);
            EXPECT_NEAR(z.grad()[0][0].max().item<double>(), extreme < 0 ? -1.0 / 256 : 0, tolerance);
            EXPECT_EQ(z.grad()[0][1].min().item<double>(), extreme < 0 ? 0 : 1);
        }
    }
}

TEST(Losses, box_loss_at_extreme_logits_is_the_distance_to_the_truth) {
    const torch::Tensor z = torch::tensor({1e4F, 1e4F, -1e4F, -1e4F}).reshape({1, 1, 2, 2}).requires_grad_();
    const torch::Tensor loss = box_loss(z, torch::tensor({1.0F, 0.0F, 1.0F, 0.0F}).reshape({1, 1, 2, 2}));
    loss.sum().backward();
    EXPECT_EQ(loss.item<float>(), 2e4F);
    EXPECT_TRUE(torch::equal(z.grad().flatten(), torch::tensor({0.0F, 1.0F, -1.0F, 0.0F})));
}

TEST(Losses, image_logit_is_that_of_one_minus_the_product) {
    const torch::Tensor z = torch::tensor({-1.0, 0.5, -2.0, -3.0}, torch::kFloat64).reshape({1, 1, 2, 2});
    Real none = 1;
    for (const Real logit : {-1.0L, 0.5L, -2.0L, -3.0L}) none *= 1 - probability(logit);
    EXPECT_NEAR(image_logit(z).item<double>(), static_cast<double>(std::log((1 - none) / none)), 1e-14);
    // 4·e^-30 keeps its digits though 1 − p rounds to 1.
    EXPECT_NEAR(image_logit(torch::full({1, 1, 2, 2}, -30.0F)).item<double>(), std::log(4.0) - 30, 1e-12);
    EXPECT_EQ(image_logit(torch::full({1, 1, 2, 2}, -3e38F)).isfinite().item<bool>(), true);
    EXPECT_EQ(image_logit(torch::full({1, 1, 2, 2}, 3e38F)).isfinite().item<bool>(), true);
}

}  // namespace
}  // namespace gren::losses_test
