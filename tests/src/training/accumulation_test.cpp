// The second forward pass of accumulation repeats the first: same parts, same random numbers.
#include "src/training/accumulation.h"

#include <gtest/gtest.h>

#include "src/training/trainer.h"
#include "tests/support/mpi_main.h"
#include "tests/support/toy_images.h"

namespace gren::accumulation_test {

TEST(Accumulation, the_second_forward_pass_repeats_the_first) {
    World& world = test_world();
    auto method = make_method("gren", ToyImages::head_shape(), {});
    std::vector<torch::Tensor> seen;
    method.enhance = [&](const BackboneFeatures& backbone, const Batch&) {
        const auto dropped = torch::dropout(backbone.own, 0.5, /*train=*/true);
        seen.push_back(dropped.detach().clone());
        return Features{dropped};
    };
    torch::manual_seed(1);
    auto model = ToyImages::network(method, NormMode::frozen);
    model->to(torch::kFloat64);
    const ToyImages images(5);
    std::vector<std::int64_t> rows(static_cast<std::size_t>(world.size()), 5);
    auto batch = images.whole;
    batch.rows = rows;
    Trainer trainer(world, model, {.images_per_part = 2});
    trainer.step(batch, 0, 1e-6);
    ASSERT_EQ(seen.size(), 6U);  // 2 + 2 + 1 images, twice
    for (std::size_t part = 0; part < 3; ++part) {
        EXPECT_TRUE(torch::equal(seen[part], seen[part + 3])) << part;
        EXPECT_TRUE((seen[part] == 0).any().item<bool>()) << "nothing was dropped";
    }
    EXPECT_FALSE(torch::equal(seen[0], seen[1]));
}

}  // namespace gren::accumulation_test
