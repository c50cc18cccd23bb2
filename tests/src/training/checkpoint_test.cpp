#include "src/training/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "dataio/data_error.h"
#include "dataio/tensors/safetensors.h"
#include "src/training/checkpoint_writer.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::checkpoint_test {
namespace {

Localizer small_network(std::uint64_t seed) {
    torch::manual_seed(seed);
    return Localizer(BackboneOptions{.depth = 18, .norm = NormMode::local, .width = 2},
                     make_method("baseline", {.channels = 16, .width = 4, .classes = 2}, {}));
}

void one_step(Localizer& model, Sgd& sgd) {
    model->train();
    model->zero_grad();
    const auto maps = model->method().head({model->forward(torch::ones({2, 3, 64, 64}))}, 4);
    maps.logits.square().sum().backward();
    sgd.step(0.1);
}

struct Checkpoint : testing::Test {
    ScratchFolder scratch;
    Localizer model = small_network(1);
    Sgd sgd{*model, {}};
};

}  // namespace

TEST_F(Checkpoint, a_loaded_run_takes_the_same_next_step) {
    one_step(model, sgd);
    write_checkpoint(scratch.path(), state_of(model, sgd, {.next_step = 7, .agreement = "lr = 1\n"}), 1);
    auto other = small_network(2);
    Sgd other_sgd(*other, {});
    EXPECT_EQ(load_checkpoint(checkpoints_in(scratch.path()).front(), other, other_sgd, "lr = 1\n").next_step,
              7);
    one_step(model, sgd);
    one_step(other, other_sgd);
    for (const auto& parameter : model->named_parameters())
        EXPECT_TRUE(torch::equal(parameter.value(), other->named_parameters()[parameter.key()]))
            << parameter.key();
}

TEST_F(Checkpoint, one_written_before_the_first_step_has_no_momentum_and_loads) {
    write_checkpoint(scratch.path(), state_of(model, sgd, {.next_step = 0, .agreement = ""}), 1);
    EXPECT_EQ(load_checkpoint(checkpoints_in(scratch.path()).front(), model, sgd, "").next_step, 0);
}

TEST_F(Checkpoint, the_newest_are_kept_newest_first) {
    EXPECT_TRUE(checkpoints_in(scratch.path() / "absent").empty());
    for (const std::int64_t step : {9, 10, 11})
        write_checkpoint(scratch.path(), state_of(model, sgd, {step, ""}), 2);
    const auto files = checkpoints_in(scratch.path());
    ASSERT_EQ(files.size(), 2U);
    EXPECT_EQ(files[0].filename(), "step_000000011.safetensors");
    EXPECT_EQ(files[1].filename(), "step_000000010.safetensors");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch.path()), {}), 2);
}

TEST_F(Checkpoint, another_runs_options_are_refused_and_shown) {
    const std::string had = "beta = 4\nepochs = 9\nlr = 1\ncode = 1\n";
    write_checkpoint(scratch.path(), state_of(model, sgd, {1, had}), 1);
    const auto refusal_of = [&](const std::string& agreement) {
        std::vector<std::string> torn;
        const auto sentence =
            refusal([&] { load_newest_checkpoint(scratch.path(), model, sgd, agreement, torn); });
        EXPECT_TRUE(torn.empty());
        return sentence;
    };
    EXPECT_THAT(refusal_of("beta = 4\nepochs = 9\nlr = 2\ncode = 1\n"),
                AllOf(testing::HasSubstr("(lr = 1, here 2);"), testing::HasSubstr("--run")));
    EXPECT_THAT(refusal_of("beta = 3\nepochs = 9\nlr = 1\nsign = repel\n"),
                testing::HasSubstr("(beta = 4, here 3; code = 1, here none; sign = none, here repel);"));
    EXPECT_THAT(refusal_of("beta = 4\nepochs = 8\nlr = 1\ncode = 1\n"),
                testing::HasSubstr("(epochs = 9, here 8);"));
}

TEST_F(Checkpoint, more_epochs_than_it_was_to_have_are_no_other_run) {
    write_checkpoint(scratch.path(), state_of(model, sgd, {1, "epochs = 9\nlr = 1\n"}), 1);
    std::vector<std::string> torn;
    const std::string longer = "epochs = 10\nlr = 1\n";
    const auto position = load_newest_checkpoint(scratch.path(), model, sgd, longer, torn);
    ASSERT_TRUE(position);
    EXPECT_EQ(position->agreement, longer);
}

TEST_F(Checkpoint, of_a_torn_file_and_a_flipped_bit_the_older_one_is_taken_and_both_are_named) {
    for (const std::int64_t step : {1, 2, 3})
        write_checkpoint(scratch.path(), state_of(model, sgd, {step, ""}), 3);
    const auto files = checkpoints_in(scratch.path());
    std::filesystem::resize_file(files[0], 5000);
    std::fstream middle(files[1], std::ios::in | std::ios::out | std::ios::binary);
    middle.seekp(-100, std::ios::end);
    middle.put('\x5a').flush();
    std::vector<std::string> torn;
    const auto position = load_newest_checkpoint(scratch.path(), model, sgd, "", torn);
    ASSERT_TRUE(position);
    EXPECT_EQ(position->next_step, 1);
    EXPECT_THAT(torn, testing::ElementsAre(
                          testing::HasSubstr("step_000000003"),
                          AllOf(testing::HasSubstr("step_000000002"), testing::HasSubstr("SHA-256"))));
}

TEST_F(Checkpoint, none_at_all_is_nothing_and_none_whole_is_refused) {
    std::vector<std::string> torn;
    EXPECT_FALSE(load_newest_checkpoint(scratch.path(), model, sgd, "", torn));
    write_checkpoint(scratch.path(), state_of(model, sgd, {1, ""}), 1);
    std::filesystem::resize_file(checkpoints_in(scratch.path()).front(), 100);
    EXPECT_THAT(refusal([&] { load_newest_checkpoint(scratch.path(), model, sgd, "", torn); }),
                AllOf(testing::HasSubstr("no checkpoint is whole"), testing::HasSubstr("step_000000001")));
}

TEST_F(Checkpoint, a_file_of_tensors_that_is_none_is_refused) {
    write_safetensors(scratch.path() / "step_000000001.safetensors",
                      {.tensors = state_of(model, sgd, {1, ""}).tensors, .metadata = {}});
    expect_data_error([&] { load_checkpoint(checkpoints_in(scratch.path()).front(), model, sgd, ""); },
                      {"step_000000001.safetensors", "is no checkpoint", "written by gren train"});
}

TEST_F(Checkpoint, the_writer_writes_the_state_that_was_copied) {
    CheckpointWriter writer(scratch.path(), 1);
    auto state = state_of(model, sgd, {1, ""});
    auto expected = small_network(1);
    one_step(model, sgd);
    writer.write(std::move(state));
    writer.finish();
    load_checkpoint(checkpoints_in(scratch.path()).front(), model, sgd, "");
    for (const auto& parameter : expected->named_parameters())
        EXPECT_TRUE(torch::equal(parameter.value(), model->named_parameters()[parameter.key()]))
            << parameter.key();
}

TEST_F(Checkpoint, the_writer_says_later_what_it_met) {
    scratch.write("step_000000001.safetensors/in_the_way", "");
    CheckpointWriter writer(scratch.path(), 1);
    writer.throw_if_failed();
    writer.write(state_of(model, sgd, {1, ""}));
    EXPECT_THROW(writer.finish(), DataError);
    writer.write(state_of(model, sgd, {1, ""}));
    EXPECT_THROW(
        for (int i = 0; i < 1000; ++i) {
            writer.throw_if_failed();
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        },
        DataError);
    writer.finish();
}

}  // namespace gren::checkpoint_test
