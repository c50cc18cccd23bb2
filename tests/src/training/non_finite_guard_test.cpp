// A step that was not applied stops the run or is skipped, as often as may be; it names the images.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "src/training/non_finite.h"
#include "tests/dataio/small_dataset.h"
#include "tests/support/mpi_main.h"

namespace gren::non_finite_guard_test {
namespace {

using testing::HasSubstr;

// Of the last rank's two images the intra term is no number.
struct NonFiniteSteps : testing::Test {
    World& world = test_world();
    int last = world.size() - 1;
    ScratchFolder folder;
    Dataset dataset = made();
    Batch batch;
    StepReport applied, lost;

    NonFiniteSteps() {
        batch.index = {1, 0};
        applied.applied = true;
        lost.applied = false;
        if (world.rank() == last) lost.non_finite = {"intra", "gradient of head.conv2.weight"};
    }
    Dataset made() const {
        write_small_dataset(folder.path(), 2, 100);
        return Dataset(folder.path());
    }
    std::string sentence(int step) const {
        return "step " + std::to_string(step) +
               ": not applied, since it holds values that are not finite:\n  rank " + std::to_string(last) +
               ": intra, gradient of head.conv2.weight; images image_1.png, image_0.png";
    }
    // What `guard` throws and what it writes to stderr of this rank.
    std::pair<std::string, std::string> checked(NonFiniteGuard& guard, const StepReport& report, int step) {
        testing::internal::CaptureStderr();
        auto thrown = message_of([&] { guard.check(world, dataset, batch, report, step); });
        return {thrown, testing::internal::GetCapturedStderr()};
    }
    std::string of_first_rank(const std::string& words) const { return world.rank() == 0 ? words : ""; }
};

TEST_F(NonFiniteSteps, stop_all_ranks_with_one_sentence) {
    NonFiniteGuard guard(NonFinitePolicy::stop, 5);
    EXPECT_EQ(checked(guard, applied, 6), std::pair(std::string(), std::string()));
    const auto [thrown, said] = checked(guard, lost, 7);
    EXPECT_EQ(thrown, sentence(7) + "\n  try a smaller --lr, --warm-up or --clip-norm, or --non-finite skip");
    EXPECT_EQ(said, "");
}

TEST_F(NonFiniteSteps, are_skipped_up_to_the_limit_of_the_run) {
    NonFiniteGuard guard(NonFinitePolicy::skip, 2);
    for (const int step : {3, 5}) {
        EXPECT_EQ(checked(guard, lost, step),
                  std::pair(std::string(), of_first_rank(sentence(step) + "\n  skipped\n")));
        EXPECT_EQ(checked(guard, applied, step + 1), std::pair(std::string(), std::string()));
    }
    const auto [thrown, said] = checked(guard, lost, 9);
    EXPECT_EQ(thrown, sentence(9) + "\n  2 steps were skipped before, and --skip-limit is 2");
    EXPECT_EQ(said, "");
}

}  // namespace
}  // namespace gren::non_finite_guard_test
