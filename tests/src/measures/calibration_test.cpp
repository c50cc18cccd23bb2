// Reliability and expected calibration error against scikit-learn's calibration_curve.
#include "src/measures/calibration.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

namespace gren::calibration_test {
namespace {

using Labels = std::vector<std::uint8_t>;

TEST(Calibration, equals_scikit_learn) {
    const auto cases = nlohmann::json::parse(std::ifstream(GREN_GOLDEN_DIR "/operating_points.json"));
    ASSERT_EQ(cases.size(), 5);
    for (const auto& one : cases) {
        const auto bins =
            reliability(one["probability"].get<std::vector<double>>(), one["present"].get<Labels>());
        std::size_t filled = 0;  // scikit-learn leaves empty bins out
        for (std::size_t bin = 0; bin < kReliabilityBins; ++bin) {
            EXPECT_EQ(bins.images[bin], one["images"][bin].get<std::int64_t>());
            if (bins.images[bin] == 0) continue;
            const auto images = static_cast<double>(bins.images[bin]);
            EXPECT_NEAR(bins.probability_sum[bin] / images, one["mean_probability"][filled].get<double>(),
                        1e-12);
            EXPECT_NEAR(static_cast<double>(bins.present[bin]) / images,
                        one["share_present"][filled].get<double>(), 1e-12);
            ++filled;
        }
        EXPECT_EQ(filled, one["share_present"].size());
        EXPECT_NEAR(*expected_calibration_error(bins), one["ece"].get<double>(), 1e-12);
    }
}

TEST(Calibration, counts_the_edges_of_bins_below_and_leaves_out_unknown_labels) {
    const std::vector<double> probability{0, 0.1, 0.11, 1, 0.5};
    const auto bins = reliability(probability, Labels{0, 1, 0, 1, 255});
    EXPECT_EQ(bins.images, (std::array<std::int64_t, kReliabilityBins>{2, 1, 0, 0, 0, 0, 0, 0, 0, 1}));
    EXPECT_EQ(bins.present, (std::array<std::int64_t, kReliabilityBins>{1, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
    EXPECT_DOUBLE_EQ(*expected_calibration_error(bins), (0.9 + 0.11 + 0) / 4);
    EXPECT_FALSE(expected_calibration_error(reliability({}, {})));
}

}  // namespace
}  // namespace gren::calibration_test
