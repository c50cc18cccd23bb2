// When the validation list is measured, and what is said of it.
#include "src/training/validation.h"

#include <gtest/gtest.h>

namespace gren::validation_test {

TEST(Validation, is_due_behind_every_so_many_epochs_and_behind_the_last_step) {
    std::vector<std::int64_t> due;
    for (std::int64_t done = 0; done <= 15; ++done)
        if (validation_is_due(done, /*every=*/2, /*steps_per_epoch=*/3, /*last=*/15)) due.push_back(done);
    EXPECT_EQ(due, (std::vector<std::int64_t>{6, 12, 15}));
    EXPECT_FALSE(validation_is_due(6, 0, 3, 15));
    EXPECT_FALSE(validation_is_due(15, 0, 3, 15));
    EXPECT_TRUE(validation_is_due(2, 1, 3, 2));  // --max-steps within an epoch
}

TEST(Validation, says_why_means_are_missing) {
    Validation none;
    EXPECT_EQ(
        without_means(none),
        "no T(IoU), for no validation image has a box; no AUC, for no class is both present and absent among "
        "the validation images");
    none.mean_auc = 0.5;
    EXPECT_EQ(without_means(none), "no T(IoU), for no validation image has a box");
    none.boxes = 1;
    EXPECT_EQ(without_means(none), "");
}

TEST(Validation, figures_have_a_name_each_and_stay_empty_where_there_are_none) {
    Validation validation{.images = 3, .boxes = 2, .mean_auc = {}, .seconds = 4};
    validation.mean_accuracy[kHalfOverlap] = 0.25;
    const auto figures = validation_figures(validation);
    ASSERT_EQ(figures.size(), 11U);
    EXPECT_EQ(figures[0], (std::pair<std::string, std::optional<double>>("images", 3)));
    EXPECT_EQ(figures[5].first, "mean_accuracy_0.4");
    EXPECT_EQ(figures[6], (std::pair<std::string, std::optional<double>>("mean_accuracy_0.5", 0.25)));
    EXPECT_EQ(figures[9], (std::pair<std::string, std::optional<double>>("mean_auc", std::nullopt)));
}

}  // namespace gren::validation_test
