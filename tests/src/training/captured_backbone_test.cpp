// A replayed backbone is the same backbone: over several steps, with images that change, also in shape. (That
// it equals one process on the whole batch is the equivalence test's to say.) On the CPU a replay runs the
// work again; with GREN_TEST_DEVICE=cuda these are CUDA graphs.
#include "src/training/captured_backbone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/autograd.h>

#include "src/network/autocast.h"
#include "src/training/trainer.h"
#include "tests/support/mpi_main.h"
#include "tests/support/toy_images.h"

namespace gren::captured_backbone_test {
namespace {

constexpr std::int64_t kImages = 4;

// While it lives, cuDNN adds up in one order, and tries no algorithms by their time.
class OneOrderOfSums {
  public:
    OneOrderOfSums() {
        at::globalContext().setDeterministicCuDNN(true);
        at::globalContext().setBenchmarkCuDNN(false);
    }
    ~OneOrderOfSums() {
        at::globalContext().setDeterministicCuDNN(deterministic_);
        at::globalContext().setBenchmarkCuDNN(benchmark_);
    }
    OneOrderOfSums(const OneOrderOfSums&) = delete;
    OneOrderOfSums& operator=(const OneOrderOfSums&) = delete;

  private:
    const bool deterministic_ = at::globalContext().deterministicCuDNN();
    const bool benchmark_ = at::globalContext().benchmarkCuDNN();
};

Localizer network(NormMode norm) {
    World& world = test_world();
    torch::manual_seed(3);
    auto model = ToyImages::network(make_method("gren", ToyImages::head_shape(), {}), norm, &world);
    model->to(world.device());
    return model;
}

Batch batch_of(std::int64_t images_per_rank) {
    World& world = test_world();
    const ToyImages images(images_per_rank * world.size());
    return images.share(std::vector<std::int64_t>(static_cast<std::size_t>(world.size()), images_per_rank),
                        world.rank(), torch::kFloat32, world.device());
}

// Parameters and buffers after steps on changing images.
std::vector<torch::Tensor> after_steps(bool capture, NormMode norm, bool bfloat16) {
    auto model = network(norm);
    Trainer trainer(test_world(), model, {.forward = {.capture = capture, .bfloat16 = bfloat16}});
    auto batch = batch_of(kImages);
    const auto smaller = batch_of(kImages - 1);
    for (int step = 0; step < 4; ++step) {
        trainer.step(batch, step, 0.01);
        batch.image = batch.image.flip(3).contiguous();
    }
    trainer.step(smaller, 4, 0.01);
    trainer.step(batch, 5, 0.01);
    auto tensors = model->parameters();
    for (const auto& buffer : model->buffers()) tensors.push_back(buffer);
    return tensors;
}

bool is_replayed(const torch::Tensor& features) {
    return features.grad_fn() && features.grad_fn()->name().find("Replayed") != std::string::npos;
}

}  // namespace

TEST(CapturedBackbone, trains_the_same_network) {
    const OneOrderOfSums one_order;
    for (const auto norm : {NormMode::local, NormMode::frozen, NormMode::sync})
        for (const bool bfloat16 : {false, true}) {
            const auto plain = after_steps(false, norm, bfloat16),
                       replayed = after_steps(true, norm, bfloat16);
            ASSERT_EQ(plain.size(), replayed.size());
            for (std::size_t i = 0; i < plain.size(); ++i)
                EXPECT_TRUE(torch::allclose(plain[i], replayed[i], 1e-5, 1e-7))
                    << to_string(norm) << (bfloat16 ? ", bf16" : "") << ": tensor " << i;
        }
}

TEST(CapturedBackbone, replays_the_shape_of_the_first_call_when_a_gradient_is_wanted) {
    auto model = network(NormMode::frozen);
    CapturedBackbone backbone(test_world(), model);
    const auto images = batch_of(kImages).image, fewer = images.narrow(0, 0, 2);
    EXPECT_FALSE(is_replayed(backbone(images)));
    EXPECT_TRUE(is_replayed(backbone(images)));
    EXPECT_FALSE(is_replayed(backbone(fewer)));
    EXPECT_TRUE(is_replayed(backbone(images)));
    const torch::NoGradGuard no_gradient;
    EXPECT_FALSE(backbone(images).requires_grad());
}

TEST(CapturedBackbone, of_no_image_is_plain) {
    auto model = network(NormMode::frozen);
    CapturedBackbone backbone(test_world(), model);
    const auto images = batch_of(kImages).image;
    EXPECT_EQ(backbone(images.narrow(0, 0, 0)).size(0), 0);
    EXPECT_FALSE(is_replayed(backbone(images)));  // the first that counts
    EXPECT_TRUE(is_replayed(backbone(images)));
}

TEST(CapturedBackbone, adds_gradients_of_parameters_that_have_none_yet) {
    const OneOrderOfSums one_order;
    auto model = network(NormMode::frozen), plain = network(NormMode::frozen);
    CapturedBackbone backbone(test_world(), model);
    const auto images = batch_of(kImages).image;
    backbone(images);
    for (int call = 0; call < 2; ++call) {
        backbone(images * (call + 1)).square().sum().backward();
        plain->forward(images * (call + 1)).square().sum().backward();
    }
    EXPECT_TRUE(
        torch::allclose(model->parameters().front().grad(), plain->parameters().front().grad(), 1e-5));
}

TEST(CapturedBackbone, is_of_no_use_on_a_cpu) {
    const auto why = why_not_captured(test_world());
    EXPECT_EQ(why.has_value(), test_world().device().is_cpu());
    if (why) {
        EXPECT_THAT(*why, testing::HasSubstr("the CPU"));
    }
}

}  // namespace gren::captured_backbone_test
