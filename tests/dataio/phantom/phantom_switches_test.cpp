// What builds share, what stays from film to film, what lies in both lungs and what fills one.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "dataio/phantom/phantom_cohort.h"

namespace gren::phantom::phantom_switches_test {
namespace {

constexpr int kSize = 128;

PhantomOptions several_films() {
    PhantomOptions options;
    options.images = 1600;
    options.patients = 400;
    return options;
}

bool share_a_disease(const PhantomCase& a, const PhantomCase& b) {
    return std::ranges::any_of(a.findings, [&](const PlannedFinding& planned) {
        return std::ranges::count(b.findings, planned.finding, &PlannedFinding::finding) > 0;
    });
}

// Share of the pairs of diseased films of two patients that share a disease: of one build, of two.
std::array<double, 2> sharing(const std::vector<PhantomCase>& cases) {
    std::array<double, 2> shared{}, pairs{};
    for (std::size_t a = 0; a < cases.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            if (cases[a].patient == cases[b].patient || cases[a].findings.empty() ||
                cases[b].findings.empty())
                continue;
            const std::size_t kind = cases[a].build == cases[b].build ? 0 : 1;
            shared.at(kind) += share_a_disease(cases[a], cases[b]);
            ++pairs.at(kind);
        }
    }
    return {shared[0] / pairs[0], shared[1] / pairs[1]};
}

TEST(PhantomSwitches, builds_share_a_disease_by_as_much_as_is_said) {
    PhantomOptions options = several_films();
    options.builds = 8;
    options.unilateral_fraction = 1;
    const auto [chance, chance_elsewhere] = sharing(phantom_cohort(options));
    EXPECT_NEAR(chance, 1 / 8.0, 0.02);
    EXPECT_NEAR(chance_elsewhere, 1 / 8.0, 0.02);
    options.shared_disease = 0.5;
    // Both of a pair are their build's with chance 1/4; else one of eight. The rest of the archive has less.
    const auto [half, half_elsewhere] = sharing(phantom_cohort(options));
    EXPECT_NEAR(half, 0.5 * 0.5 + 0.75 / 8, 0.06);
    EXPECT_LT(half_elsewhere, chance_elsewhere);
    options.shared_disease = 1;
    const auto [firm, firm_elsewhere] = sharing(phantom_cohort(options));
    EXPECT_GT(firm, 0.8);
    EXPECT_LT(firm_elsewhere, 0.03);
}

TEST(PhantomSwitches, what_builds_share_is_as_frequent_as_before) {
    PhantomOptions options = several_films();
    options.builds = 8;
    const auto counted = [](const std::vector<PhantomCase>& cases) {
        std::array<int, kFindings> count{};
        for (const PhantomCase& phantom : cases)
            for (const Finding finding : phantom.labels) ++count.at(static_cast<std::size_t>(finding));
        return count;
    };
    const auto before = counted(phantom_cohort(options));
    options.shared_disease = 0.7;
    EXPECT_EQ(counted(phantom_cohort(options)), before);
}

TEST(PhantomSwitches, follow_ups_show_what_the_film_before_showed) {
    for (const double persistence : {0.0, 0.6, 1.0}) {
        PhantomOptions options = several_films();
        options.persistence = persistence;
        const auto cases = phantom_cohort(options);
        int follow_ups = 0, same = 0, healthy = 0;
        for (std::size_t i = 1; i < cases.size(); ++i) {
            healthy += cases[i].findings.empty();
            if (cases[i].follow_up == 0) continue;
            ++follow_ups;
            same += cases[i].labels == cases[i - 1].labels;
        }
        // What is drawn anew is the same by chance in one film of ten or so: both healthy, or one disease.
        EXPECT_NEAR(same, (persistence + (1 - persistence) * 0.1) * follow_ups, 0.05 * follow_ups)
            << persistence;
        EXPECT_NEAR(healthy, 400, 60) << "as before";
    }
}

// The anatomy is the patient's; a lesion that stays is drawn at its old place, a new one is not.
TEST(PhantomSwitches, what_stays_is_where_it_was) {
    constexpr int kPatients = 12;
    const auto moved = [](std::optional<int> since) {
        double sum = 0;
        for (int patient = 1; patient <= kPatients; ++patient) {
            std::array<cv::Point2f, 2> middle;
            for (int visit = 0; visit < 2; ++visit) {
                PhantomCase phantom;
                phantom.patient = patient;
                phantom.follow_up = visit;
                phantom.findings = {{Finding::nodule, Side::left, Form::local, since}};
                const PhantomRadiograph drawn = draw_radiograph(phantom, kSize, 5);
                const cv::Rect box = drawn.boxes.at(0).box, lung = cv::boundingRect(drawn.lungs == 1);
                middle.at(static_cast<std::size_t>(visit)) =
                    cv::Point2f(box.tl() + box.br()) * 0.5F - cv::Point2f(lung.tl());
            }
            sum += cv::norm(middle[0] - middle[1]);
        }
        return sum / kPatients;
    };
    EXPECT_LT(moved(0), 4) << "the pose of a film turns and scales it";
    EXPECT_GT(moved(std::nullopt), 15);
}

bool lies_in_a_lung(const PlannedFinding& planned) {
    return is_boxed(planned.finding) && planned.finding != Finding::cardiomegaly;
}

TEST(PhantomSwitches, lone_lesions_lie_in_both_lungs) {
    for (const double bilateral : {0.4, 1.0}) {
        PhantomOptions options = several_films();
        const auto before = phantom_cohort(options);
        options.bilateral = bilateral;
        const auto after = phantom_cohort(options);
        int lone = 0, in_both = 0;
        for (std::size_t i = 0; i < before.size(); ++i) {
            EXPECT_EQ(after[i].labels, before[i].labels);
            const auto lesions = std::ranges::count_if(before[i].findings, lies_in_a_lung);
            const bool enlarged = std::ranges::count(before[i].labels, Finding::cardiomegaly) > 0;
            if (lesions != 1 || enlarged) {
                EXPECT_EQ(after[i].findings.size(), before[i].findings.size());
                continue;
            }
            ++lone;
            if (after[i].findings.size() == before[i].findings.size()) continue;
            ++in_both;
            const auto first = std::ranges::find_if(after[i].findings, lies_in_a_lung);
            EXPECT_EQ(first->finding, (first + 1)->finding);
            EXPECT_NE(first->side, (first + 1)->side);
        }
        EXPECT_GT(lone, 500);
        EXPECT_NEAR(in_both, bilateral * lone, 3.5 * std::sqrt(0.25 * lone) * (bilateral < 1)) << bilateral;
    }
}

TEST(PhantomSwitches, a_lesion_in_both_lungs_has_a_box_in_each) {
    for (int i = 0; i < kBoxedFindings; ++i) {
        const auto finding = static_cast<Finding>(i);
        if (finding == Finding::cardiomegaly) continue;
        PhantomCase phantom;
        phantom.findings = {{finding, Side::right}, {finding, Side::left}};
        const PhantomRadiograph drawn = draw_radiograph(phantom, kSize, 5);
        ASSERT_EQ(drawn.boxes.size(), 2U) << name_of(finding);
        const auto middle = [&](std::size_t box) {
            return drawn.boxes[box].box.x + drawn.boxes[box].box.width / 2;
        };
        EXPECT_LT(middle(0), kSize / 2) << name_of(finding);
        EXPECT_GT(middle(1), kSize / 2) << name_of(finding);
        EXPECT_NE(drawn.boxes[0].box.size(), drawn.boxes[1].box.size())
            << name_of(finding) << ": a draw of its own, not a copy";
    }
}

TEST(PhantomSwitches, diffuse_infiltration_is_as_frequent_as_is_said) {
    PhantomOptions options = several_films();
    options.diffuse = 0.3;
    int infiltrations = 0, diffuse = 0;
    for (const PhantomCase& phantom : phantom_cohort(options)) {
        for (const PlannedFinding& planned : phantom.findings) {
            infiltrations += planned.finding == Finding::infiltration;
            diffuse += planned.form == Form::diffuse;
            EXPECT_TRUE(planned.form != Form::diffuse || planned.finding == Finding::infiltration);
        }
    }
    EXPECT_GT(infiltrations, 150);
    EXPECT_NEAR(diffuse, 0.3 * infiltrations, 3.5 * std::sqrt(0.21 * infiltrations));
}

TEST(PhantomSwitches, diffuse_infiltration_fills_its_lung_without_a_border) {
    for (int patient = 1; patient <= 6; ++patient) {
        PhantomCase phantom;
        phantom.patient = patient;
        const cv::Mat1b without = draw_radiograph(phantom, kSize, 5).grey;
        const auto change_of = [&](Form form) {
            phantom.findings = {{Finding::infiltration, Side::right, form}};
            const PhantomRadiograph drawn = draw_radiograph(phantom, kSize, 5);
            cv::Mat1b change;
            cv::absdiff(drawn.grey, without, change);
            const cv::Mat inside = drawn.lungs == 2;
            change.setTo(0, ~inside);
            const double filled = cv::countNonZero(change >= 8) / double(cv::countNonZero(inside));
            const cv::Rect lung = cv::boundingRect(inside);
            const double of_lung = double(drawn.boxes.at(0).box.area()) / lung.area();
            return std::array<double, 2>{filled, of_lung};
        };
        const auto [filled, box] = change_of(Form::diffuse);
        const auto [filled_locally, box_locally] = change_of(Form::local);
        EXPECT_GT(filled, 0.6) << patient;
        EXPECT_LT(filled_locally, 0.5) << patient;
        EXPECT_GT(box, 0.75) << patient;
        EXPECT_LT(box_locally, 0.65) << patient;
    }
}

}  // namespace
}  // namespace gren::phantom::phantom_switches_test
