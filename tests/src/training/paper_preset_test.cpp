// Values as they stand in the paper (Qi et al., GREN): sections III-A and IV-B, Eq. 3, 8 and 11.
#include "src/training/paper_preset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/run/usage_error.h"
#include "src/training/train_options.h"
#include "tests/support/refusal.h"

namespace gren::paper_preset_test {
namespace {

using testing::HasSubstr;
using testing::Not;

TrainOptions train(std::vector<std::string> options) {
    options.insert(options.end(), {"--data", "DATA", "--run", "RUN", "--preset", "paper"});
    return *parse_train_options(options);
}

std::string configuration(const std::vector<std::string>& options) {
    return "\n" + train(options).configuration;
}

}  // namespace

TEST(PaperPreset, every_value_that_the_paper_states) {
    const auto found = configuration({});
    for (const auto* line :
         {"method = gren",          // Eq. 8: L + λ1 D_intra + λ2 D_inter
          "lambda-intra = 0.11",    // III-B.2: "are set to 0.11 and 0.15"
          "lambda-inter = 0.15",    //
          "beta = 4",               // III-A: "the balance weight of the two losses and is set to 4"
          "depth = 50",             // III-A: "the ResNet-50 pre-trained on the ImageNet dataset"
          "width = 64",             // its first stage, He et al. 2016, table 1
          "output-stride = 32",     // III-A: "32 times down-sampled compared with the input"
          "grid = 16",              // III-A: "P=16 in our experiments"
          "head-kernel = 1",        // III-A: "two 1×1 convolutional layers and a sigmoid layer"
          "head-norm = off",        //
          "graph-reduction = sum",  // Eq. 5 and 7
          "batch-per-rank = 4",     // IV-B: "The mini-batch size is set to 4"
          "epochs = 9",             // IV-B: "a total of 9 epochs"
          "lr = 0.001",             // IV-B: "starts from 0.001"
          "lr-drop = 4",            // IV-B: "decreases by 10 times after every 4 epochs"
          "momentum = 0.9",         // IV-B
          "nesterov = on",          // IV-B: "with the Nesterov momentum"
          "weight-decay = 0.0001",  // IV-B
          "warm-up = 0",            // IV-B has neither
          "clip-norm = 0",
          // Where it contradicts itself: "the more similar the images are, the closer their representations
          // are" (III-B), and the authors' code: +λ (1 - H/64) d of features of length 1, mean loss.
          "sign = attract", "loss-reduction = mean", "feature-norm = l2", "lung-features = pooled",
          "boxed-labels = all"})
        EXPECT_THAT(found, HasSubstr(std::string("\n") + line + "\n"));
}

TEST(PaperPreset, every_row_says_where_its_value_stands) {
    for (const auto& row : paper_preset().rows) EXPECT_FALSE(row.source.empty()) << row.option;
}

// Section III-B.3: "λ3 and λ4 … are set to 0.15"; IV-C's ablations keep Eq. 8's.
TEST(PaperPreset, the_weights_of_the_terms_are_the_methods) {
    EXPECT_THAT(configuration({"--method", "cosine"}),
                AllOf(HasSubstr("\nlambda-intra = 0.15\n"), HasSubstr("\nlambda-inter = 0.15\n")));
    for (const auto* method : {"intra", "inter", "const", "batch-const", "shuffle"})
        EXPECT_THAT(configuration({"--method", method}),
                    AllOf(HasSubstr("\nlambda-intra = 0.11\n"), HasSubstr("\nlambda-inter = 0.15\n")))
            << method;
    EXPECT_THAT(configuration({"--method", "baseline"}),
                AllOf(HasSubstr("\nbeta = 4\n"), Not(HasSubstr("lambda"))));
}

TEST(PaperPreset, another_papers_system_takes_the_schedule_and_keeps_its_own_loss_and_head) {
    for (const auto* method : {"cam", "pcan", "pylon", "li", "cen", "ccg-code", "graph-rise"})
        EXPECT_THAT(configuration({"--method", method}),
                    AllOf(HasSubstr("\nlr = 0.001\n"), Not(HasSubstr("\nbeta")),
                          Not(HasSubstr("\nhead-kernel")), Not(HasSubstr("\nlambda"))))
            << method;
}

TEST(PaperPreset, what_is_said_wins_and_other_options_keep_their_defaults) {
    const auto said = configuration({"--sign", "repel", "--lr", "0.01", "--depth", "18"});
    EXPECT_THAT(said,
                AllOf(HasSubstr("\nsign = repel\n"), HasSubstr("\nlr = 0.01\n"), HasSubstr("\ndepth = 18\n"),
                      HasSubstr("\nepochs = 9\n"), HasSubstr("\nseed = 1\n")));
}

TEST(PaperPreset, runs_of_the_same_values_are_one_run_with_and_without_its_name) {
    std::vector<std::string> by_hand{"--data", "DATA", "--run", "RUN"};
    for (const auto* option : {"--beta=4",
                               "--head-kernel=1",
                               "--lambda-intra=0.11",
                               "--lambda-inter=0.15",
                               "--method=gren",
                               "--depth=50",
                               "--width=64",
                               "--output-stride=32",
                               "--grid=16",
                               "--head-norm=off",
                               "--boxed-labels=all",
                               "--loss-reduction=mean",
                               "--sign=attract",
                               "--graph-reduction=sum",
                               "--lung-features=pooled",
                               "--feature-norm=l2",
                               "--epochs=9",
                               "--lr=0.001",
                               "--lr-drop=4",
                               "--warm-up=0",
                               "--clip-norm=0",
                               "--momentum=0.9",
                               "--nesterov=on",
                               "--weight-decay=1e-4",
                               "--batch-per-rank=4"})
        by_hand.emplace_back(option);
    EXPECT_EQ(train({}).shaping, parse_train_options(by_hand)->shaping);
}

TEST(PaperPreset, another_name_is_refused) {
    EXPECT_EQ(message_of<UsageError>([] {
                  parse_train_options({"--data", "DATA", "--run", "RUN", "--preset", "papre"});
              }),
              "gren train: --preset papre: expected one of the presets: paper; did you mean 'paper'?");
}

// IV-A: 512×512; IV-B: a mini-batch of 4, weights pre-trained on ImageNet.
TEST(PaperPreset, what_no_option_makes_the_papers_is_said) {
    EXPECT_EQ(unlike_the_paper(4, 512, false), "");
    EXPECT_EQ(
        unlike_the_paper(8, 64, true),
        "--preset paper: what it cannot set is not the paper's: N = 8 (there 4), films of 64² pixels (there "
        "512²), random first weights (there ImageNet's, --init)");
    EXPECT_EQ(unlike_the_paper(4, 256, false),
              "--preset paper: what it cannot set is not the paper's: films of 256² pixels (there 512²)");
}

}  // namespace gren::paper_preset_test
