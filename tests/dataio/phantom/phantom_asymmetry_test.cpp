// One lung by itself says next to nothing about these diseases, both together say all: measured on the films
// and masks, by AUCs over all pairs of a diseased and a healthy film.
#include "dataio/phantom/phantom_asymmetry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

#include "dataio/phantom/phantom_cohort.h"

namespace gren::phantom::phantom_asymmetry_test {
namespace {

constexpr int kSize = 96;

PhantomOptions options_of(int images, bool lone) {
    PhantomOptions options;
    options.images = images;
    options.patients = images / 2;
    options.size = kSize;
    options.asymmetry = true;
    options.unilateral_fraction = lone ? 1 : 0;
    return options;
}

// Chance that a diseased film's value exceeds a healthy one's.
double area(const std::vector<double>& diseased, const std::vector<double>& healthy) {
    double above = 0;
    for (const double d : diseased)
        for (const double h : healthy) above += d > h ? 1 : d == h ? 0.5 : 0;
    return above / static_cast<double>(diseased.size() * healthy.size());
}

bool is_of(const PhantomCase& phantom, Finding finding) {
    return std::ranges::count(phantom.findings, finding, &PlannedFinding::finding) > 0;
}

// A value of the lung that a film's disease is in and of the other one; of a healthy film in turn.
struct Measured {
    std::vector<double> affected, other, difference;

    void add(const std::array<double, 2>& by_side, Side side) {
        const std::size_t here = index_of(side);
        affected.push_back(by_side.at(here));
        other.push_back(by_side.at(1 - here));
        difference.push_back(std::abs(by_side[0] - by_side[1]));
    }
};

// `value`: of a drawn film, by Side. Films with a second finding are left out.
template <class Value>
std::array<Measured, 2> measured(const std::vector<PhantomCase>& cases, Finding finding, Value value) {
    std::array<Measured, 2> found;  // diseased, healthy
    int healthy = 0;
    for (PhantomCase phantom : cases) {
        if (is_of(phantom, finding)) {
            std::erase_if(phantom.findings, [&](const PlannedFinding& p) { return p.finding != finding; });
            found[0].add(value(phantom), phantom.findings.front().side);
        } else if (phantom.findings.empty()) {
            found[1].add(value(phantom), healthy++ % 2 == 0 ? Side::left : Side::right);
        }
    }
    return found;
}

void expect_that_only_both_tell(const std::array<Measured, 2>& found) {
    const auto& [diseased, healthy] = found;
    ASSERT_GE(diseased.affected.size(), 15U);
    ASSERT_GE(healthy.affected.size(), 50U);
    EXPECT_NEAR(area(diseased.affected, healthy.affected), 0.5, 0.2);
    EXPECT_NEAR(area(diseased.other, healthy.other), 0.5, 0.2);
    EXPECT_GT(area(diseased.difference, healthy.difference), 0.93);
}

// Mean grey of what lies well within each lung, without shadows.
std::array<double, 2> tones(PhantomCase phantom) {
    phantom.twin_masses = false;
    const PhantomRadiograph drawn = draw_radiograph(phantom, kSize, 1);
    std::array<double, 2> tone{};
    for (int side = 1; side <= 2; ++side) {
        cv::Mat1b inner;
        cv::erode(drawn.lungs == side, inner, cv::Mat::ones(7, 7, CV_8U));
        tone.at(static_cast<std::size_t>(side - 1)) = cv::mean(drawn.grey, inner)[0];
    }
    return tone;
}

// Rows from the lung's apex to its dome; the liver lifts the right one by 0.0325 of the film on average.
std::array<double, 2> heights(const PhantomCase& phantom) {
    const cv::Mat1b lungs = draw_radiograph(phantom, kSize, 1).whole_lungs;
    std::array<double, 2> height{};
    for (int side = 1; side <= 2; ++side) {
        const cv::Rect lung = cv::boundingRect(lungs == side);
        int dome = kSize;
        for (int across = lung.width * 5 / 10; across < lung.width * 7 / 10; ++across) {
            const int column = side == 1 ? lung.x + across : lung.x + lung.width - 1 - across;
            int row = kSize - 1;
            while (lungs(row, column) != side) --row;
            dome = std::min(dome, row);
        }
        height.at(static_cast<std::size_t>(side - 1)) = dome - lung.y + (side == 2 ? 0.0325 * kSize : 0);
    }
    return height;
}

TEST(PhantomAsymmetry, one_lung_is_paler) {
    expect_that_only_both_tell(measured(phantom_cohort(options_of(300, true)), Finding::pneumonia, tones));
}

TEST(PhantomAsymmetry, one_lung_is_smaller) {
    expect_that_only_both_tell(measured(phantom_cohort(options_of(500, false)), Finding::fibrosis, heights));
}

// Without the switch a pneumonia is a wedge that its lung shows by itself.
TEST(PhantomAsymmetry, is_off_unless_asked_for) {
    PhantomOptions options = options_of(300, true);
    options.asymmetry = false;
    const auto [diseased, healthy] = measured(phantom_cohort(options), Finding::pneumonia, tones);
    EXPECT_GT(area(diseased.affected, healthy.affected), 0.85);
}

// Counted over plans: whether a lung has a shadow says nothing of a mass; whether exactly one has, all.
TEST(PhantomAsymmetry, a_shadow_in_one_lung_is_as_frequent_with_a_mass_as_without) {
    std::array<std::array<double, 2>, 2> shadows{};  // [mass][side]
    std::array<double, 2> films{};
    for (const PhantomCase& phantom : phantom_cohort(options_of(12000, false))) {
        const bool mass = is_of(phantom, Finding::mass);
        EXPECT_FALSE(mass && phantom.twin_masses) << file_name(phantom);
        ++films.at(mass);
        for (const Side side : kSides) {
            const bool here = std::ranges::any_of(phantom.findings, [&](const PlannedFinding& planned) {
                return planned.finding == Finding::mass && planned.side == side;
            });
            shadows.at(mass).at(index_of(side)) += phantom.twin_masses || here;
        }
    }
    EXPECT_GT(films[1], 1000);
    for (const std::size_t mass : {0U, 1U})
        for (const double count : shadows.at(mass))
            EXPECT_NEAR(count / films.at(mass), 0.5, 3.5 * 0.5 / std::sqrt(films.at(mass)));
}

TEST(PhantomAsymmetry, twins_are_mirror_images_and_like_the_lone_one) {
    for (int patient = 1; patient <= 8; ++patient) {
        PhantomCase phantom;
        phantom.patient = patient;
        const cv::Mat1b without = draw_radiograph(phantom, kSize, 1).grey;
        const auto boxes = [&] {
            const PhantomRadiograph drawn = draw_radiograph(phantom, kSize, 1);
            cv::Mat1b change;
            cv::absdiff(drawn.grey, without, change);
            std::array<cv::Rect, 2> around;
            for (int side = 1; side <= 2; ++side)
                around.at(static_cast<std::size_t>(side - 1)) =
                    cv::boundingRect((change >= 8) & (drawn.lungs == side));
            return around;
        };
        phantom.twin_masses = true;
        const auto [left, right] = boxes();
        EXPECT_NEAR(left.width, right.width, 2) << patient;
        EXPECT_NEAR(left.y, right.y, 6) << patient << ": but for the turn of the film";
        EXPECT_GT(left.area(), 40) << patient;
        phantom.twin_masses = false;
        phantom.findings = {{Finding::mass, Side::right, Form::difference}};
        const auto [free, lone] = boxes();
        EXPECT_EQ(free.area(), 0) << patient;
        EXPECT_NEAR(std::sqrt(lone.area()), std::sqrt(right.area()), 6) << patient;
    }
}

// Tone and diaphragm are a patient's: two healthy films of one differ less than those of two patients.
TEST(PhantomAsymmetry, what_both_lungs_have_stays_with_the_patient) {
    std::array<double, 2> difference{}, pairs{};
    std::vector<PhantomCase> healthy;
    for (const PhantomCase& phantom : phantom_cohort(options_of(600, true)))
        if (phantom.findings.empty()) healthy.push_back(phantom);
    for (std::size_t a = 0; a < healthy.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            const std::size_t kind = healthy[a].patient == healthy[b].patient ? 0 : 1;
            difference.at(kind) += std::abs(healthy[a].lung_tone - healthy[b].lung_tone);
            ++pairs.at(kind);
        }
    }
    ASSERT_GT(pairs[0], 20);
    EXPECT_EQ(difference[0], 0);
    EXPECT_GT(difference[1] / pairs[1], 0.15) << "of uniform ones a third of the range apart";
}

TEST(PhantomAsymmetry, other_findings_are_no_difference) {
    PhantomCase phantom;
    phantom.findings = {{Finding::nodule, Side::left, Form::difference}};
    EXPECT_THROW(draw_radiograph(phantom, kSize, 1), std::logic_error);
}

TEST(PhantomAsymmetry, what_hides_them_is_never_called_bilateral) {
    PhantomOptions options = options_of(2000, false);
    options.bilateral = 1;
    for (const PhantomCase& phantom : phantom_cohort(options))
        for (const Finding finding : {Finding::mass, Finding::pneumonia, Finding::fibrosis})
            EXPECT_LE(std::ranges::count(phantom.findings, finding, &PlannedFinding::finding), 1);
}

}  // namespace
}  // namespace gren::phantom::phantom_asymmetry_test
