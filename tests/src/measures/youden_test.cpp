// Youden's threshold against scikit-learn's roc_curve.
#include "src/measures/youden.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

namespace gren::youden_test {
namespace {

using Labels = std::vector<std::uint8_t>;

TEST(Youden, chooses_as_scikit_learn) {
    const auto cases = nlohmann::json::parse(std::ifstream(GREN_GOLDEN_DIR "/operating_points.json"));
    ASSERT_EQ(cases.size(), 5);
    for (const auto& one : cases)
        EXPECT_EQ(youden_threshold(one["chosen_score"].get<std::vector<double>>(),
                                   one["chosen_present"].get<Labels>()),
                  one["threshold"].get<double>());
}

TEST(Youden, of_equals_is_the_highest) {
    // At 3: 1/2 − 0; at 2: 1/2 − 1/2; at 1: 1 − 1/2, as good as at 3.
    const std::vector<double> score{3, 2, 1, 0};
    EXPECT_EQ(youden_threshold(score, Labels{1, 0, 1, 0}), 3);
}

TEST(Youden, is_nothing_without_both_labels_or_where_none_is_better_than_chance) {
    const std::vector<double> score{0.5, 0.75};
    EXPECT_EQ(youden_threshold(score, Labels{1, 1}), std::nullopt);
    EXPECT_EQ(youden_threshold(score, Labels{0, 0}), std::nullopt);
    EXPECT_EQ(youden_threshold({}, {}), std::nullopt);
    EXPECT_EQ(youden_threshold(score, Labels{1, 0}), std::nullopt);  // the ill one is below
    EXPECT_EQ(youden_threshold(score, Labels{0, 1}), 0.75);
}

TEST(Youden, leaves_out_unknown_labels) {
    const std::vector<double> score{4, 3, 2, 1};
    EXPECT_EQ(youden_threshold(score, Labels{255, 1, 0, 255}), 3);
}

}  // namespace
}  // namespace gren::youden_test
