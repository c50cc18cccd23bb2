// Resamples by their definition; the interval against a naive bootstrap that copies images,
// and numpy's quantiles.
#include "src/measures/patient_bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "src/measures/auc.h"

namespace gren::patient_bootstrap_test {
namespace {

TEST(PatientBootstrap, draws_patients_with_all_of_their_images) {
    const std::vector<std::string> patients{"a", "b", "a", "", "c", "", "b", "a"};  // 5 units
    EXPECT_EQ(count_patients(patients), 5);
    std::set<std::vector<int>> seen;
    std::vector<double> mean(patients.size());
    for_each_resample(patients, {.samples = 4000, .seed = 3}, [&](std::span<const int> times) {
        EXPECT_EQ(times[0], times[2]);
        EXPECT_EQ(times[0], times[7]);
        EXPECT_EQ(times[1], times[6]);
        EXPECT_EQ(times[0] + times[1] + times[3] + times[4] + times[5], 5);
        for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += times[i] / 4000.0;
        seen.insert({times.begin(), times.end()});
    });
    for (const double one : mean) EXPECT_NEAR(one, 1, 0.07);  // deviation of the mean: 0.014
    EXPECT_GT(seen.size(), 100);                              // of C(9, 5) = 126
}

TEST(PatientBootstrap, the_seed_decides) {
    const std::vector<std::string> patients{"a", "b", "c", "d", "e", "f"};
    const auto drawn = [&](std::uint64_t seed) {
        std::vector<int> all;
        for_each_resample(patients, {.samples = 20, .seed = seed}, [&](std::span<const int> times) {
            all.insert(all.end(), times.begin(), times.end());
        });
        return all;
    };
    EXPECT_EQ(drawn(1), drawn(1));
    EXPECT_NE(drawn(1), drawn(2));
}

// A score that rises with the label, several images a patient: the interval of the AUC by weights equals the
// one by images copied as often as they are drawn.
TEST(PatientBootstrap, interval_equals_a_naive_bootstrap) {
    std::mt19937 random(11);
    std::normal_distribution<float> noise(0, 1);
    std::vector<std::string> patients;
    std::vector<double> score;
    std::vector<std::uint8_t> label;
    for (int i = 0; i < 90; ++i) {
        patients.push_back(std::to_string(random() % 30));
        label.push_back(random() % 3 == 0 ? 1 : 0);
        score.push_back(noise(random) + static_cast<float>(label.back()));
    }
    const RankedScores ranked(score, label);
    std::vector<double> by_weights, by_copies;
    const BootstrapOptions options{.samples = 300, .seed = 2};
    for_each_resample(patients, options, [&](std::span<const int> times) {
        by_weights.push_back(ranked.area(times).value());
        std::vector<double> copied;
        std::vector<std::uint8_t> its_label;
        for (std::size_t i = 0; i < score.size(); ++i)
            for (int k = 0; k < times[i]; ++k) copied.push_back(score[i]), its_label.push_back(label[i]);
        double pairs = 0, ordered = 0;
        for (std::size_t p = 0; p < copied.size(); ++p)
            for (std::size_t n = 0; n < copied.size(); ++n) {
                if (its_label[p] != 1 || its_label[n] != 0) continue;
                pairs += 1;
                ordered += copied[p] > copied[n] ? 1 : copied[p] == copied[n] ? 0.5 : 0;
            }
        by_copies.push_back(ordered / pairs);
    });
    const auto weights = percentile_interval(by_weights, 0.95).value();
    const auto copies = percentile_interval(by_copies, 0.95).value();
    EXPECT_NEAR(weights.low, copies.low, 1e-12);
    EXPECT_NEAR(weights.high, copies.high, 1e-12);
    EXPECT_LT(weights.low, ranked.area().value());
    EXPECT_GT(weights.high, ranked.area().value());
}

TEST(PatientBootstrap, interval_is_between_numpys_quantiles) {
    // numpy.quantile([5, 1, 4, 2, 9], [0.025, 0.975]) is [1.1, 8.6].
    const auto interval = percentile_interval({5, 1, 4, 2, 9}, 0.95).value();
    EXPECT_NEAR(interval.low, 1.1, 1e-12);
    EXPECT_NEAR(interval.high, 8.6, 1e-12);
    EXPECT_FALSE(percentile_interval({}, 0.95).has_value());
    EXPECT_EQ(percentile_interval({7}, 0.95).value().high, 7);
}

// A number that is none lies there.
TEST(PatientBootstrap, interval_does_not_read_behind_its_values) {
    for (const auto& [values, level] :
         {std::pair{std::vector<double>{7}, 0.95}, std::pair{std::vector<double>{5, 7}, 1.0}}) {
        auto longer = values;
        longer.push_back(std::nan(""));
        longer.pop_back();
        EXPECT_EQ(percentile_interval(std::move(longer), level).value().high, 7);
    }
}

}  // namespace
}  // namespace gren::patient_bootstrap_test
