// The area under the ROC curve against scikit-learn's.
#include "src/measures/auc.h"

#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

namespace gren::auc_test {
namespace {

TEST(Auc, equals_scikit_learn) {
    const nlohmann::json cases = nlohmann::json::parse(std::ifstream(GREN_GOLDEN_DIR "/auc.json"));
    ASSERT_EQ(cases.size(), 5);
    for (const nlohmann::json& one : cases) {
        const auto score = one["score"].get<std::vector<double>>();
        const RankedScores ranked(score, one["present"].get<std::vector<std::uint8_t>>());
        EXPECT_NEAR(ranked.area().value(), one["auc"].get<double>(), 1e-12) << one.dump();
        EXPECT_NEAR(ranked.area(one["times"].get<std::vector<int>>()).value(),
                    one["weighted_auc"].get<double>(), 1e-12)
            << one.dump();
    }
}

TEST(Auc, is_nothing_without_both_labels) {
    const std::vector<double> score{0.5, 0.75};
    EXPECT_EQ(RankedScores(score, std::vector<std::uint8_t>{1, 1}).area(), std::nullopt);
    EXPECT_EQ(RankedScores(score, std::vector<std::uint8_t>{0, 0}).area(), std::nullopt);
    EXPECT_EQ(RankedScores({}, {}).area(), std::nullopt);
    const RankedScores both(score, std::vector<std::uint8_t>{0, 1});
    EXPECT_EQ(both.area(std::vector<int>{0, 3}), std::nullopt);
    EXPECT_EQ(both.area(std::vector<int>{1, 3}), 1);
}

TEST(Auc, leaves_out_unknown_labels) {
    const std::vector<double> score{0.1, 0.9, 0.5, 0.7};
    const std::vector<int> times{1, 1, 5, 1};
    const RankedScores ranked(score, std::vector<std::uint8_t>{0, 1, 255, 0});
    EXPECT_EQ(ranked.area(), 1);
    EXPECT_EQ(ranked.area(times), 1);
}

TEST(Auc, refuses_a_score_that_is_not_a_number) {
    const std::vector<double> score{0.5, std::numeric_limits<double>::quiet_NaN()};
    EXPECT_THROW(RankedScores(score, std::vector<std::uint8_t>{0, 1}), std::invalid_argument);
}

}  // namespace
}  // namespace gren::auc_test
