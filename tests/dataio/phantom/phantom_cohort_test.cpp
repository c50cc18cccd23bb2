// The promised shares and balance of a phantom archive, counted.
#include "dataio/phantom/phantom_cohort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace gren::phantom::phantom_cohort_test {
namespace {

const PhantomOptions kOptions{.images = 400,
                              .patients = 120,
                              .size = 256,
                              .annotated_fraction = 0.4,
                              .healthy_fraction = 0.25,
                              .seed = 1};

// https://rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64, seed 1234567.
TEST(PhantomRandom, is_splitmix64) {
    PhantomRandom random(1234567);
    for (const std::uint64_t expected :
         {6457827717110365317ULL, 3203168211198807973ULL, 9817491932198370423ULL, 4593380528125082431ULL,
          16408922859458223821ULL}) {
        EXPECT_EQ(random.next(), expected);
    }
}

TEST(PhantomRandom, bell_has_mean_0_and_deviation_1) {
    PhantomRandom random(1);
    constexpr int kDraws = 100000;
    double sum = 0, squares = 0;
    for (int i = 0; i < kDraws; ++i) {
        const double value = random.bell();
        sum += value;
        squares += value * value;
    }
    EXPECT_NEAR(sum / kDraws, 0, 0.02);
    EXPECT_NEAR(squares / kDraws, 1, 0.02);
}

TEST(PhantomRandom, index_covers_its_range_evenly) {
    PhantomRandom random(2);
    std::array<int, 7> counts{};
    for (int i = 0; i < 70000; ++i) ++counts.at(static_cast<std::size_t>(random.index(7)));
    for (const int count : counts) EXPECT_NEAR(count, 10000, 400);
}

TEST(PhantomCohort, shares_are_as_ordered) {
    const auto cases = phantom_cohort(kOptions);
    ASSERT_EQ(cases.size(), 400U);
    std::set<int> patients;
    int healthy = 0, annotated = 0;
    for (const PhantomCase& phantom : cases) {
        patients.insert(phantom.patient);
        healthy += phantom.findings.empty();
        annotated += phantom.annotated;
        EXPECT_FALSE(phantom.annotated && phantom.findings.empty()) << file_name(phantom);
    }
    EXPECT_EQ(patients.size(), 120U);
    EXPECT_EQ(healthy, 100);
    EXPECT_NEAR(annotated, 0.4 * 300, 2);
}

TEST(PhantomCohort, classes_are_balanced_and_each_has_boxes) {
    std::array<int, kFindings> present{}, boxed{};
    for (const PhantomCase& phantom : phantom_cohort(kOptions)) {
        for (const auto& planned : phantom.findings) {
            ++present.at(static_cast<std::size_t>(planned.finding));
            boxed.at(static_cast<std::size_t>(planned.finding)) += phantom.annotated;
        }
    }
    for (std::size_t i = 0; i < kFindings; ++i) {
        if (i < kBoxedFindings) {
            EXPECT_NEAR(present[i], 300.0 / 8 * 1.25, 12) << kFindingNames[i];
            EXPECT_GE(boxed[i], 13) << kFindingNames[i];
        } else {
            EXPECT_GE(present[i], 8) << kFindingNames[i];
        }
    }
}

TEST(PhantomCohort, findings_combine_as_in_nih) {
    int two_boxes = 0, label_without_box = 0;
    for (const PhantomCase& phantom : phantom_cohort(kOptions)) {
        std::set<Finding> distinct;
        std::array<int, 2> lesions{};
        int with_boxes = 0;
        bool enlarged = false;
        for (const auto& [finding, side, form, since] : phantom.findings) {
            EXPECT_EQ(form, Form::local);
            EXPECT_FALSE(since.has_value());
            EXPECT_TRUE(distinct.insert(finding).second)
                << file_name(phantom) << " has " << name_of(finding) << " twice";
            with_boxes += is_boxed(finding);
            enlarged |= finding == Finding::cardiomegaly;
            if (is_boxed(finding) && finding != Finding::cardiomegaly) ++lesions.at(index_of(side));
        }
        EXPECT_LE(std::max(lesions[0], lesions[1]), 1) << file_name(phantom) << ": one lesion a lung";
        if (enlarged && with_boxes == 2) {
            EXPECT_EQ(lesions[index_of(Side::left)], 0) << file_name(phantom);
        }
        if (!phantom.annotated) continue;
        two_boxes += with_boxes == 2;
        label_without_box += with_boxes < static_cast<int>(phantom.findings.size());
    }
    EXPECT_GT(two_boxes, 10);
    EXPECT_GT(label_without_box, 10);
}

TEST(PhantomCohort, unilateral_ones_have_one_finding_and_the_rest_stays) {
    PhantomOptions options = kOptions;
    const auto plain = phantom_cohort(options);
    options.unilateral_fraction = 1;
    const auto unilateral = phantom_cohort(options);
    ASSERT_EQ(unilateral.size(), plain.size());
    for (std::size_t i = 0; i < plain.size(); ++i) {
        EXPECT_EQ(unilateral[i].findings.size(), plain[i].findings.empty() ? 0U : 1U);
        EXPECT_EQ(file_name(unilateral[i]), file_name(plain[i]));
        EXPECT_EQ(unilateral[i].annotated, plain[i].annotated);
        for (const auto& planned : unilateral[i].findings) EXPECT_TRUE(is_boxed(planned.finding));
    }
    options.unilateral_fraction = 0.5;
    const auto has_one = [](const PhantomCase& phantom) { return phantom.findings.size() == 1; };
    const double at_first = static_cast<double>(std::ranges::count_if(plain, has_one));
    EXPECT_NEAR(static_cast<double>(std::ranges::count_if(phantom_cohort(options), has_one)),
                (at_first + 300) / 2, 20);
}

TEST(PhantomCohort, patients_take_the_builds_in_turn) {
    PhantomOptions options = kOptions;
    for (const PhantomCase& phantom : phantom_cohort(options)) EXPECT_EQ(phantom.build, 0);
    options.builds = 6;
    for (const PhantomCase& phantom : phantom_cohort(options))
        EXPECT_EQ(phantom.build, 1 + (phantom.patient - 1) % 6);
}

TEST(PhantomCohort, every_or_no_image_annotated) {
    PhantomOptions options = kOptions;
    options.annotated_fraction = 1;
    EXPECT_EQ(std::ranges::count(phantom_cohort(options), true, &PhantomCase::annotated), 300);
    options.annotated_fraction = 0;
    EXPECT_EQ(std::ranges::count(phantom_cohort(options), true, &PhantomCase::annotated), 0);
}

TEST(PhantomCohort, a_dozen_images_still_keep_the_share) {
    PhantomOptions options = kOptions;
    options.images = 16;
    options.patients = 16;
    options.healthy_fraction = 0;
    options.annotated_fraction = 0.25;
    EXPECT_EQ(std::ranges::count(phantom_cohort(options), true, &PhantomCase::annotated), 4);
}

}  // namespace
}  // namespace gren::phantom::phantom_cohort_test
