#include "src/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataio/data_error.h"
#include "tests/support/scratch_folder.h"

namespace gren {
namespace {

Localizer small_network(std::uint64_t seed) {
    torch::manual_seed(seed);
    MethodOptions options;
    options.channels = 16;
    options.classes = 2;
    options.head_width = 4;
    return Localizer(ResNetOptions{.depth = 18, .norm = NormMode::local, .width = 2},
                     make_method("baseline", options));
}

void one_step(Localizer& model, Sgd& sgd) {
    model->train();
    model->zero_grad();
    const auto maps = model->method().head(model->forward(torch::ones({2, 3, 64, 64})), 4);
    maps.logits.square().sum().backward();
    sgd.step(0.1);
}

struct Checkpoint : testing::Test {
    ScratchFolder scratch;
    Localizer model = small_network(1);
    Sgd sgd{*model, {}};
};

std::string refusal(const std::function<void()>& action) {
    try {
        action();
    } catch (const DataError& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_F(Checkpoint, a_loaded_run_takes_the_same_next_step) {
    one_step(model, sgd);
    write_checkpoint(scratch.path(), model, sgd, {.next_step = 7, .agreement = "lr = 1\n"});
    auto other = small_network(2);
    Sgd other_sgd(*other, {});
    const auto file = newest_checkpoint(scratch.path());
    ASSERT_TRUE(file);
    EXPECT_EQ(load_checkpoint(*file, other, other_sgd, "lr = 1\n").next_step, 7);
    one_step(model, sgd);
    one_step(other, other_sgd);
    for (const auto& parameter : model->named_parameters())
        EXPECT_TRUE(torch::equal(parameter.value(), other->named_parameters()[parameter.key()]))
            << parameter.key();
}

TEST_F(Checkpoint, one_written_before_the_first_step_has_no_momentum_and_loads) {
    write_checkpoint(scratch.path(), model, sgd, {.next_step = 0, .agreement = ""});
    EXPECT_EQ(load_checkpoint(*newest_checkpoint(scratch.path()), model, sgd, "").next_step, 0);
}

TEST_F(Checkpoint, the_newest_alone_is_kept) {
    EXPECT_FALSE(newest_checkpoint(scratch.path() / "absent"));
    for (const std::int64_t step : {9, 10, 11}) write_checkpoint(scratch.path(), model, sgd, {step, ""});
    EXPECT_EQ(newest_checkpoint(scratch.path())->filename(), "step_000000011.safetensors");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch.path()), {}), 1);
}

TEST_F(Checkpoint, another_runs_options_are_refused_and_shown) {
    write_checkpoint(scratch.path(), model, sgd, {1, "lr = 1\n"});
    EXPECT_THAT(refusal([&] { load_checkpoint(*newest_checkpoint(scratch.path()), model, sgd, "lr = 2\n"); }),
                AllOf(testing::HasSubstr("lr = 1"), testing::HasSubstr("lr = 2")));
}

TEST_F(Checkpoint, a_torn_file_is_refused_by_name) {
    write_checkpoint(scratch.path(), model, sgd, {1, ""});
    const auto file = *newest_checkpoint(scratch.path());
    std::filesystem::resize_file(file, 5000);
    EXPECT_THAT(refusal([&] { load_checkpoint(file, model, sgd, ""); }),
                testing::HasSubstr("step_000000001"));
}

}  // namespace gren
