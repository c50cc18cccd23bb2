// How often findings come, alone and in pairs, counted over archives that are planned but not drawn.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "dataio/phantom/phantom_cohort.h"

namespace gren::phantom::phantom_prevalence_test {
namespace {

PhantomOptions many(Prevalence prevalence) {
    PhantomOptions options;
    options.images = 20000;
    options.patients = 20000;
    options.prevalence = prevalence;
    if (prevalence == Prevalence::nih) options.healthy_fraction = kNihHealthyFraction;
    return options;
}

bool shows(const PhantomCase& phantom, Finding finding) {
    return std::ranges::count(phantom.findings, finding, &PlannedFinding::finding) > 0;
}

std::array<int, kFindings> counts(const std::vector<PhantomCase>& cases) {
    std::array<int, kFindings> present{};
    for (const PhantomCase& phantom : cases)
        for (int i = 0; i < kFindings; ++i)
            present.at(static_cast<std::size_t>(i)) += shows(phantom, static_cast<Finding>(i));
    return present;
}

// (both · neither) / (one · other)
double odds_ratio(const std::vector<PhantomCase>& cases, Finding one, Finding other) {
    std::array<std::array<double, 2>, 2> n{};
    for (const PhantomCase& phantom : cases) n[shows(phantom, one)][shows(phantom, other)] += 1;
    return n[1][1] * n[0][0] / (n[1][0] * n[0][1]);
}

// Wang et al., ChestX-ray8, CVPR 2017, in its release of 14 findings: of 112,120 films 60,361 have none.
constexpr std::array<int, kFindings> kFilms{11559, 2776, 13317, 19894, 5782, 6331, 1431,
                                            5302,  4667, 2303,  2516,  1686, 3385, 227};

void expect_nihs_prevalence(const std::vector<PhantomCase>& cases) {
    const auto found = counts(cases);
    const auto n = static_cast<double>(cases.size());
    for (std::size_t i = 0; i < kFindings; ++i) {
        const double share = kFilms.at(i) / 112120.0;
        EXPECT_NEAR(found.at(i), share * n, 3.5 * std::sqrt(n * share * (1 - share))) << kFindingNames.at(i);
    }
    EXPECT_EQ(std::ranges::count_if(cases, [](const PhantomCase& c) { return c.findings.empty(); }),
              std::lround(n * 60361 / 112120));
}

TEST(PhantomPrevalence, nih_is_nihs) {
    expect_nihs_prevalence(phantom_cohort(many(Prevalence::nih)));
}

TEST(PhantomPrevalence, co_occurrence_leaves_nihs_as_it_is) {
    for (const double strength : {0.3, 1.0}) {
        PhantomOptions options = many(Prevalence::nih);
        options.co_occurrence = strength;
        expect_nihs_prevalence(phantom_cohort(options));
    }
}

// Of NIH's own pairs the odds ratios are 2.4 to 9.7; the strength spans that.
TEST(PhantomPrevalence, pairs_come_together) {
    const std::array<std::pair<Finding, Finding>, 5> pairs{{{Finding::atelectasis, Finding::effusion},
                                                            {Finding::cardiomegaly, Finding::edema},
                                                            {Finding::infiltration, Finding::pneumonia},
                                                            {Finding::mass, Finding::nodule},
                                                            {Finding::pneumothorax, Finding::emphysema}}};
    for (const Prevalence prevalence : {Prevalence::balanced, Prevalence::nih}) {
        PhantomOptions options = many(prevalence);
        const auto chance = phantom_cohort(options);
        options.co_occurrence = 0.5;
        const auto half = phantom_cohort(options);
        options.co_occurrence =
            prevalence == Prevalence::nih ? 0.9 : 1;  // at 1 NIH's rarer one is never alone
        const auto firm = phantom_cohort(options);
        for (const auto& [one, other] : pairs) {
            const double weak = odds_ratio(chance, one, other), middle = odds_ratio(half, one, other),
                         strong = odds_ratio(firm, one, other);
            EXPECT_LT(weak, 2.3) << name_of(one);
            EXPECT_GT(middle, 1.5 * weak) << name_of(one);
            EXPECT_GT(strong, 1.3 * middle) << name_of(one);
            EXPECT_GT(strong, 4) << name_of(one);
        }
        EXPECT_LT(odds_ratio(firm, Finding::mass, Finding::effusion),
                  1.3 * odds_ratio(chance, Finding::mass, Finding::effusion))
            << "these two are no pair";
    }
}

TEST(PhantomPrevalence, partners_take_the_place_of_other_findings) {
    PhantomOptions options = many(Prevalence::balanced);
    const auto before = phantom_cohort(options);
    options.co_occurrence = 1;
    const auto after = phantom_cohort(options);
    int changed = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        EXPECT_EQ(after[i].findings.size(), before[i].findings.size());
        EXPECT_EQ(after[i].annotated, before[i].annotated);
        EXPECT_EQ(after[i].age, before[i].age);
        changed += after[i].labels != before[i].labels;
    }
    // A second boxed finding, of 15,000 diseased films a quarter, is another in six cases of seven, where the
    // first one's partner is boxed, as that of six in eight is; a sign, 35 %, in five of six, where that of
    // the other two in eight is.
    EXPECT_NEAR(changed, 15000 * (0.25 * 6 / 7 * 6 / 8 + 0.35 * 5 / 6 * 2 / 8), 200);
}

TEST(PhantomPrevalence, lesions_of_nihs_films_take_the_lungs_in_turn) {
    for (const PhantomCase& phantom : phantom_cohort(many(Prevalence::nih))) {
        std::array<int, 2> lesions{};
        for (const PlannedFinding& planned : phantom.findings)
            if (planned.finding != Finding::cardiomegaly) ++lesions.at(index_of(planned.side));
        EXPECT_LE(std::abs(lesions[0] - lesions[1]), 1) << file_name(phantom);
    }
}

TEST(PhantomPrevalence, the_annotated_share_is_of_films_that_can_have_a_box) {
    int with_lesion = 0, annotated = 0;
    for (const PhantomCase& phantom : phantom_cohort(many(Prevalence::nih))) {
        const bool lesion = std::ranges::any_of(
            phantom.findings, [](const PlannedFinding& planned) { return is_boxed(planned.finding); });
        with_lesion += lesion;
        annotated += phantom.annotated;
        EXPECT_FALSE(phantom.annotated && !lesion) << file_name(phantom);
    }
    EXPECT_NEAR(annotated, 0.5 * with_lesion, 8);
}

}  // namespace
}  // namespace gren::phantom::phantom_prevalence_test
