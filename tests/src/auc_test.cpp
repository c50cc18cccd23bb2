// The area under the ROC curve against scikit-learn's.
#include "src/auc.h"

#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

namespace gren {
namespace {

TEST(AucTest, equals_scikit_learn) {
    const nlohmann::json cases = nlohmann::json::parse(std::ifstream(GREN_GOLDEN_DIR "/auc.json"));
    ASSERT_EQ(cases.size(), 5);
    for (const nlohmann::json& one : cases) {
        const auto score = one["score"].get<std::vector<float>>();
        const auto present = one["present"].get<std::vector<std::uint8_t>>();
        EXPECT_NEAR(area_under_roc(score, present).value(), one["auc"].get<double>(), 1e-12) << one.dump();
    }
}

TEST(AucTest, is_nothing_without_both_labels) {
    const std::vector<float> score{0.5F, 0.75F};
    EXPECT_EQ(area_under_roc(score, std::vector<std::uint8_t>{1, 1}), std::nullopt);
    EXPECT_EQ(area_under_roc(score, std::vector<std::uint8_t>{0, 0}), std::nullopt);
    EXPECT_EQ(area_under_roc({}, {}), std::nullopt);
}

TEST(AucTest, refuses_a_score_that_is_not_a_number) {
    const std::vector<float> score{0.5F, std::numeric_limits<float>::quiet_NaN()};
    EXPECT_THROW(area_under_roc(score, std::vector<std::uint8_t>{0, 1}), std::invalid_argument);
}

}  // namespace
}  // namespace gren
