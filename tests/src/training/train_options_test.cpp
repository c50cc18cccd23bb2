// Every option of `gren train` that becomes a number or a choice reaches its own member, and no other value
// stands there without it.
#include "src/training/train_options.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "src/training/train_option_table.h"

namespace gren::train_options_test {
namespace {

struct Case {
    std::vector<std::string> given;
    double expected;
    std::function<double(const TrainOptions&)> member;
};

TrainOptions parsed(std::vector<std::string> options) {
    options.insert(options.end(), {"--data", "DATA", "--run", "RUN"});
    return *parse_train_options(options);
}

#define GREN_MEMBER(expression) [](const TrainOptions& o) { return static_cast<double>(expression); }
const std::vector<Case> kCases{
    {{"--epochs", "3"}, 3, GREN_MEMBER(o.epochs)},
    {{"--max-steps", "3"}, 3, GREN_MEMBER(o.max_steps)},
    {{"--batch-per-rank", "3"}, 3, GREN_MEMBER(o.batch_per_rank)},
    {{"--accumulate", "3", "--batch-norm", "frozen"}, 3, GREN_MEMBER(o.accumulate)},
    {{"--accumulate", "3", "--batch-norm", "frozen", "--batch-per-rank", "5"},
     5,
     GREN_MEMBER(o.trainer.images_per_part)},
    {{"--batch-norm", "local"}, 1, GREN_MEMBER(o.norm == NormMode::local)},
    {{"--drop-last"}, 1, GREN_MEMBER(o.drop_last)},
    {{"--resident"}, 1, GREN_MEMBER(o.resident)},
    {{"--agree-every", "3"}, 3, GREN_MEMBER(o.agree_every)},
    {{"--probe-every", "3"}, 3, GREN_MEMBER(o.probe_every)},
    {{"--evaluate-every", "3"}, 3, GREN_MEMBER(o.evaluate_every)},
    {{"--checkpoint-every", "3"}, 3, GREN_MEMBER(o.checkpoint_every)},
    {{"--keep-checkpoints", "3"}, 3, GREN_MEMBER(o.keep_checkpoints)},
    {{"--trace", "3"}, 3, GREN_MEMBER(o.trace_steps)},
    {{"--timeout", "3"}, 3000, GREN_MEMBER(o.timeout.count())},
    {{"--non-finite", "skip"}, 1, GREN_MEMBER(o.non_finite == NonFinitePolicy::skip)},
    {{"--skip-limit", "3"}, 3, GREN_MEMBER(o.skip_limit)},
    {{"--communication-dtype", "bf16"}, 1, GREN_MEMBER(o.dtype == CommunicationDtype::bfloat16)},
    {{"--seed", "3"}, 3, GREN_MEMBER(o.seed)},
    {{"--seed", "3"}, 3, GREN_MEMBER(o.method.seed)},
    {{"--threads", "3"}, 3, GREN_MEMBER(o.threads)},
    {{"--loader-threads", "3"}, 3, GREN_MEMBER(o.loader_threads)},
    {{"--precision", "bf16"}, 1, GREN_MEMBER(o.trainer.forward.bfloat16)},
    {{"--recompute"}, 1, GREN_MEMBER(o.trainer.forward.recompute)},
    {{"--cuda-graph"}, 1, GREN_MEMBER(o.trainer.forward.capture)},
    {{"--momentum", "0.5"}, 0.5, GREN_MEMBER(o.trainer.sgd.momentum)},
    {{"--nesterov", "off"}, 0, GREN_MEMBER(o.trainer.sgd.nesterov)},
    {{"--weight-decay", "0.5"}, 0.5, GREN_MEMBER(o.trainer.sgd.weight_decay)},
    {{"--clip-norm", "0.5"}, 0.5, GREN_MEMBER(o.trainer.clip_norm)},
    {{"--lr", "0.5"}, 0.5, GREN_MEMBER(o.schedule.initial)},
    {{"--lr-drop", "3"}, 3, GREN_MEMBER(o.schedule.epochs_per_drop)},
    {{"--warm-up", "3"}, 3, GREN_MEMBER(o.schedule.warm_up_steps)},
    {{"--depth", "18"}, 18, GREN_MEMBER(o.network.depth)},
    {{"--output-stride", "16"}, 16, GREN_MEMBER(o.network.output_stride)},
    {{"--grid", "8"}, 8, GREN_MEMBER(o.network.grid)},
    {{"--width", "8"}, 8, GREN_MEMBER(o.network.width)},
    {{"--head-width", "8"}, 8, GREN_MEMBER(o.network.head_width)},
    {{"--head-kernel", "3"}, 3, GREN_MEMBER(o.network.variant.head_kernel)},
    {{"--head-norm", "on"}, 1, GREN_MEMBER(o.network.variant.head_batch_norm)},
    {{"--mil-floor", "0.5"}, 0.5, GREN_MEMBER(o.network.variant.floor)},
    {{"--method", "cam", "--cam-transition", "identity"}, 0, GREN_MEMBER(o.network.variant.transition)},
    {{"--method", "cam", "--lse-sharpness", "3"}, 3, GREN_MEMBER(o.network.variant.lse_sharpness)},
    {{"--method", "cia", "--pairing", "random"}, 1, GREN_MEMBER(o.network.variant.random_pairing)},
    {{"--method", "cia", "--contrast", "global"}, 1, GREN_MEMBER(o.network.variant.global_contrast)},
    {{"--boxed-labels", "boxed-only"}, 1, GREN_MEMBER(o.boxed_labels_only)},
    {{"--beta", "3"}, 3, GREN_MEMBER(o.method.beta.value_or(-1))},
    {{"--lambda-intra", "3"}, 3, GREN_MEMBER(o.method.lambda_intra.value_or(-1))},
    {{"--lambda-inter", "3"}, 3, GREN_MEMBER(o.method.lambda_inter.value_or(-1))},
    {{"--graph-reduction", "sum"}, 1, GREN_MEMBER(o.method.graph_reduction == Reduction::sum)},
    {{"--loss-reduction", "sum"}, 1, GREN_MEMBER(o.method.loss_reduction == Reduction::sum)},
    {{"--sign", "repel"}, 1, GREN_MEMBER(o.method.sign == GraphSign::repel)},
    {{"--lung-features", "forward"}, 1, GREN_MEMBER(o.method.lung_variant == LungVariant::forward)},
    {{"--lung-features", "forward", "--lung-background", "grey"},
     1,
     GREN_MEMBER(o.method.lung_background == LungBackground::grey)},
    {{"--feature-norm", "none"}, 0, GREN_MEMBER(o.method.normalize_features)},
};
#undef GREN_MEMBER

}  // namespace

TEST(TrainOptions, each_option_sets_its_member) {
    const auto usual = parsed({});
    for (const auto& [given, expected, member] : kCases) {
        EXPECT_EQ(member(parsed(given)), expected) << testing::PrintToString(given);
        EXPECT_NE(member(usual), expected)
            << testing::PrintToString(given) << " is the default, too: choose another value";
    }
}

TEST(TrainOptions, the_help_shows_the_defaults_that_hold) {
    int shown = 0;
    for (const auto& group : train_option_table().groups())
        for (const auto& [name, usual, help, expected, shapes] : group.rows) {
            const auto* number = std::get_if<double>(&usual.value);
            if (number == nullptr || usual.text.empty()) continue;
            EXPECT_EQ(*number, std::stod(usual.text)) << name;
            ++shown;
        }
    EXPECT_GT(shown, 2);
}

}  // namespace gren::train_options_test
