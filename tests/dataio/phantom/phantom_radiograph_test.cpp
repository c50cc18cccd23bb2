// What is drawn: lesions against the same film without them, anatomy measured on the masks.
#include "dataio/phantom/phantom_radiograph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <opencv2/img_hash.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <utility>
#include <vector>

#include "dataio/phantom/phantom_cohort.h"

namespace gren::phantom::phantom_radiograph_test {
namespace {

constexpr int kSize = 256;
constexpr int kPatients = 10;
constexpr std::uint64_t kSeed = 11;
constexpr int kLeft = 1, kRight = 2;  // the masks' values, the patient's sides

PhantomCase healthy_case(int patient, int follow_up = 0) {
    PhantomCase phantom;
    phantom.patient = patient;
    phantom.follow_up = follow_up;
    return phantom;
}

PhantomCase case_of(Finding finding, int patient) {
    PhantomCase phantom = healthy_case(patient);
    phantom.findings = {{finding, patient % 2 == 0 ? Side::left : Side::right}};
    return phantom;
}

cv::Mat1b film_without_findings(PhantomCase phantom, int size = kSize) {
    phantom.findings.clear();
    return draw_radiograph(phantom, size, kSeed).grey;
}

// Both films are rounded to 8 bits, so a change of at least 8 levels shows as at least 8 - 1, and a smaller
// one as less than 8 + 1.
void expect_tight(const cv::Rect& box, const cv::Mat1b& film, const cv::Mat1b& without,
                  const std::string& what) {
    int left = 0, right = 0, top = 0, bottom = 0;  // strongest change on each side of the box
    for (int y = 0; y < film.rows; ++y) {
        for (int x = 0; x < film.cols; ++x) {
            const int change = std::abs(film(y, x) - without(y, x));
            if (!box.contains({x, y})) {
                ASSERT_LE(change, 8) << what << " changes (" << x << ", " << y << ") outside its box";
                continue;
            }
            if (x == box.x) left = std::max(left, change);
            if (x == box.x + box.width - 1) right = std::max(right, change);
            if (y == box.y) top = std::max(top, change);
            if (y == box.y + box.height - 1) bottom = std::max(bottom, change);
        }
    }
    EXPECT_GE(std::min({left, right, top, bottom}), 7) << what << " does not fill its box";
}

class Lesion : public ::testing::TestWithParam<int> {
  protected:
    Finding finding() const { return static_cast<Finding>(GetParam()); }
    std::string name() const { return name_of(finding()); }
};
std::string lesion_name(const ::testing::TestParamInfo<int>& info) {
    return kFindingNames.at(static_cast<std::size_t>(info.param));
}

TEST_P(Lesion, fills_its_box_and_nothing_else) {
    for (const int size : {128, 256}) {
        for (int patient = 1; patient <= kPatients; ++patient) {
            const PhantomCase phantom = case_of(finding(), patient);
            const PhantomRadiograph drawn = draw_radiograph(phantom, size, kSeed);
            ASSERT_EQ(drawn.boxes.size(), 1U);
            EXPECT_EQ(drawn.boxes[0].finding, finding());
            expect_tight(drawn.boxes[0].box, drawn.grey, film_without_findings(phantom, size),
                         name() + " of patient " + std::to_string(patient));
        }
    }
}

// Film noise deviates by 2 levels: the lesion stands well above it over a good part of its box.
TEST_P(Lesion, is_plain_to_see) {
    for (int patient = 1; patient <= kPatients; ++patient) {
        const PhantomCase phantom = case_of(finding(), patient);
        const PhantomRadiograph drawn = draw_radiograph(phantom, kSize, kSeed);
        const cv::Rect box = drawn.boxes.at(0).box;
        const cv::Mat1b without = film_without_findings(phantom);
        int plain = 0;
        for (int y = box.y; y < box.y + box.height; ++y) {
            for (int x = box.x; x < box.x + box.width; ++x)
                plain += std::abs(drawn.grey(y, x) - without(y, x)) >= 20;
        }
        EXPECT_GE(plain, box.area() / 10) << name() << " of patient " << patient;
    }
}

TEST_P(Lesion, lies_where_it_belongs) {
    for (int patient = 1; patient <= kPatients; ++patient) {
        const PhantomCase phantom = case_of(finding(), patient);
        const PhantomRadiograph drawn = draw_radiograph(phantom, kSize, kSeed);
        const cv::Rect box = drawn.boxes.at(0).box;
        const std::string where = name() + " of patient " + std::to_string(patient);
        if (finding() == Finding::cardiomegaly) {
            EXPECT_TRUE(box.contains({kSize / 2, 160})) << where << ": across the midline";
            continue;
        }
        const cv::Rect lung = cv::boundingRect(drawn.lungs == (patient % 2 == 0 ? kLeft : kRight));
        const int middle_x = box.x + box.width / 2, middle_y = box.y + box.height / 2;
        EXPECT_TRUE(lung.contains({middle_x, middle_y})) << where << ": in the lung of its side";
        if (finding() == Finding::effusion) {
            EXPECT_NEAR(box.y + box.height, lung.y + lung.height, 4) << where << ": down to the angle";
        }
        if (finding() == Finding::atelectasis) {
            EXPECT_GT(middle_y, lung.y + lung.height / 2) << where << ": low";
        }
        if (finding() == Finding::pneumothorax) {
            EXPECT_NEAR(box.y, lung.y, 6) << where << ": up to the apex";
        }
    }
}

INSTANTIATE_TEST_SUITE_P(TheEight, Lesion, ::testing::Range(0, kBoxedFindings), lesion_name);

// A nodule becomes a mass at 30 mm (Hansell et al., Fleischner glossary, Radiology 2008); the film is
// 350 mm wide.
TEST(PhantomRadiograph, nodules_are_smaller_than_30_mm_and_masses_larger) {
    for (int patient = 1; patient <= kPatients; ++patient) {
        const auto millimetres = [&](Finding finding) {
            const cv::Rect box = draw_radiograph(case_of(finding, patient), kSize, kSeed).boxes.at(0).box;
            return std::max(box.width, box.height) * 350.0 / kSize;
        };
        EXPECT_LT(millimetres(Finding::nodule), 30) << patient;
        EXPECT_GT(millimetres(Finding::mass), 30) << patient;
    }
}

TEST(PhantomRadiograph, findings_without_boxes_show) {
    for (int i = kBoxedFindings; i < kFindings; ++i) {
        const PhantomCase phantom = case_of(static_cast<Finding>(i), 5);
        const PhantomRadiograph drawn = draw_radiograph(phantom, kSize, kSeed);
        EXPECT_TRUE(drawn.boxes.empty()) << name_of(static_cast<Finding>(i));
        cv::Mat1b change;
        cv::absdiff(drawn.grey, film_without_findings(phantom), change);
        EXPECT_GE(cv::countNonZero(change >= 8), 100) << name_of(static_cast<Finding>(i));
    }
}

// At the smallest size, where a nodule is a few pixels.
TEST(PhantomRadiograph, every_lesion_of_an_archive_shows) {
    const PhantomOptions options{.images = 300, .patients = 100, .size = 64};
    for (const PhantomCase& phantom : phantom_cohort(options)) {
        const auto film = draw_radiograph(phantom, options.size, options.seed);
        for (const DrawnBox& drawn : film.boxes) {
            EXPECT_GE(std::min(drawn.box.width, drawn.box.height), 3)
                << name_of(drawn.finding) << " of " << file_name(phantom);
        }
    }
}

// Two lesions of one film: each box is that of the lesion alone.
TEST(PhantomRadiograph, lesions_do_not_move_each_other) {
    PhantomCase both = healthy_case(3);
    both.findings = {{Finding::effusion, Side::left}, {Finding::nodule, Side::right}};
    const auto together = draw_radiograph(both, kSize, kSeed).boxes;
    ASSERT_EQ(together.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        PhantomCase alone = both;
        alone.findings = {both.findings[i]};
        EXPECT_EQ(draw_radiograph(alone, kSize, kSeed).boxes.at(0).box, together[i].box);
    }
}

// The heart covers a part of the left lung and a smaller one of the right; nothing else differs.
TEST(PhantomMasks, whole_lungs_add_what_lies_behind_the_heart) {
    for (int patient = 1; patient <= kPatients; ++patient) {
        const PhantomRadiograph drawn = draw_radiograph(healthy_case(patient), kSize, kSeed);
        EXPECT_EQ(cv::countNonZero((drawn.lungs != 0) & (drawn.lungs != drawn.whole_lungs)), 0);
        const int left = cv::countNonZero(drawn.lungs == kLeft),
                  whole_left = cv::countNonZero(drawn.whole_lungs == kLeft),
                  right = cv::countNonZero(drawn.lungs == kRight),
                  whole_right = cv::countNonZero(drawn.whole_lungs == kRight);
        EXPECT_GT(whole_left - left, whole_right - right);
        EXPECT_GT(whole_left, 1.03 * left);
        EXPECT_LT(whole_left, 1.5 * left);
    }
}

// Where the dome of the diaphragm stands: the highest end of the lung's columns, well beside a normal heart.
int dome_row(const cv::Mat1b& lungs, int side) {
    const cv::Rect lung = cv::boundingRect(lungs == side);
    int dome = kSize;
    for (int across = lung.width * 6 / 10; across < lung.width * 8 / 10; ++across) {
        const int column = side == kLeft ? lung.x + across : lung.x + lung.width - 1 - across;
        int row = lung.y + lung.height - 1;
        while (lungs(row, column) != side) --row;
        dome = std::min(dome, row);
    }
    return dome;
}

// Widest span between the lungs above the diaphragm, over the widest span of the chest.
double cardiothoracic_ratio(const cv::Mat1b& lungs, int diaphragm) {
    int heart_right = kSize, heart_left = 0;
    for (int y = 0; y < diaphragm - 6; ++y) {
        int right_inner = kSize, left_inner = 0;
        for (int x = 0; x < kSize; ++x) {
            if (lungs(y, x) == kRight) right_inner = x;
        }
        for (int x = kSize - 1; x >= 0; --x) {
            if (lungs(y, x) == kLeft) left_inner = x;
        }
        heart_right = std::min(heart_right, right_inner);
        heart_left = std::max(heart_left, left_inner);
    }
    return static_cast<double>(heart_left - heart_right - 1) / cv::boundingRect(lungs).width;
}

// 0.5 is the textbook limit (Danzer 1919).
TEST(PhantomRadiograph, cardiomegaly_is_a_matter_of_the_cardiothoracic_ratio) {
    for (int patient = 1; patient <= 40; ++patient) {
        const cv::Mat1b normal = draw_radiograph(healthy_case(patient), kSize, kSeed).lungs;
        const cv::Mat1b enlarged =
            draw_radiograph(case_of(Finding::cardiomegaly, patient), kSize, kSeed).lungs;
        const int diaphragm = std::min(dome_row(normal, kLeft), dome_row(normal, kRight));
        EXPECT_LT(cardiothoracic_ratio(normal, diaphragm), 0.50) << patient;
        EXPECT_GT(cardiothoracic_ratio(enlarged, diaphragm), 0.55) << patient;
    }
}

TEST(PhantomRadiograph, sides_of_the_chest_differ_as_they_should) {
    constexpr int kMany = 40;
    int larger_right_lungs = 0, higher_right_domes = 0;
    for (int patient = 1; patient <= kMany; ++patient) {
        const cv::Mat1b lungs = draw_radiograph(healthy_case(patient), kSize, kSeed).lungs;
        const cv::Mat left = lungs == kLeft, right = lungs == kRight;
        EXPECT_EQ(cv::countNonZero(lungs), cv::countNonZero(left) + cv::countNonZero(right));
        const cv::Rect left_box = cv::boundingRect(left), right_box = cv::boundingRect(right);
        EXPECT_LT(right_box.x + right_box.width, left_box.x + 4)
            << "the patient's right is the viewer's left";
        larger_right_lungs += cv::countNonZero(right) > cv::countNonZero(left);
        higher_right_domes += dome_row(lungs, kRight) < dome_row(lungs, kLeft);
    }
    // A patient who leans can hide it.
    EXPECT_GE(larger_right_lungs, kMany * 9 / 10) << "the heart takes from the left lung";
    EXPECT_GE(higher_right_domes, kMany * 9 / 10) << "the liver lifts the right dome";
}

// Otsu's threshold of the whole film knows nothing of how the masks were drawn.
TEST(PhantomRadiograph, masks_cover_what_is_dark_between_the_ribs) {
    for (int patient = 1; patient <= kPatients; ++patient) {
        const PhantomRadiograph drawn = draw_radiograph(healthy_case(patient), kSize, kSeed);
        const cv::Mat lungs = drawn.lungs > 0;
        cv::Mat ring;
        cv::dilate(lungs, ring, cv::getStructuringElement(cv::MORPH_ELLIPSE, {13, 13}));
        const cv::Mat1b chest = drawn.grey(cv::boundingRect(lungs)).clone();
        cv::Mat bright;
        const double threshold = cv::threshold(chest, bright, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
        EXPECT_LT(cv::mean(drawn.grey, lungs)[0] + 20, threshold) << patient;
        EXPECT_GT(cv::mean(drawn.grey, ring & ~lungs)[0] - 10, threshold) << patient;
    }
}

// Mean distance of the right lungs' hashes over pairs of cases that are alike, and over the other pairs.
template <typename Alike>
std::pair<double, double> hash_distances(const std::vector<PhantomCase>& cases, const Alike& alike) {
    std::vector<cv::Mat> hashes;
    for (const PhantomCase& phantom : cases) {
        const PhantomRadiograph drawn = draw_radiograph(phantom, kSize, kSeed);
        const cv::Mat mask = drawn.lungs == kRight;
        cv::Mat1b lung(kSize, kSize, uchar{0});
        drawn.grey.copyTo(lung, mask);
        cv::img_hash::pHash(lung(cv::boundingRect(mask)), hashes.emplace_back());
    }
    std::array<double, 2> sum{}, pairs{};
    for (std::size_t a = 0; a < cases.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            const std::size_t kind = alike(cases[a], cases[b]) ? 0 : 1;
            sum.at(kind) += cv::norm(hashes[a], hashes[b], cv::NORM_HAMMING);
            ++pairs.at(kind);
        }
    }
    return {sum[0] / pairs[0], sum[1] / pairs[1]};
}

TEST(PhantomRadiograph, follow_ups_look_more_alike_than_patients) {
    std::vector<PhantomCase> cases;
    for (int patient = 1; patient <= kPatients; ++patient) {
        for (int visit = 0; visit < 4; ++visit) cases.push_back(healthy_case(patient, visit));
    }
    const auto [same, different] = hash_distances(
        cases, [](const PhantomCase& a, const PhantomCase& b) { return a.patient == b.patient; });
    EXPECT_LT(same, 0.75 * different);
}

TEST(PhantomRadiograph, patients_of_one_build_look_more_alike_than_others) {
    constexpr int kBuilds = 6;
    std::vector<PhantomCase> cases;
    for (int patient = 1; patient <= 30; ++patient) {
        cases.push_back(healthy_case(patient));
        cases.back().build = 1 + patient % kBuilds;
    }
    const auto [same, different] =
        hash_distances(cases, [](const PhantomCase& a, const PhantomCase& b) { return a.build == b.build; });
    EXPECT_LT(same, 0.75 * different);
    EXPECT_GT(same, 0) << "alike, not the same";
}

// What the masks measure: patients of one build differ in the width of the chest by a quarter of
// what others do.
TEST(PhantomRadiograph, a_build_leaves_a_patient_a_quarter_of_what_is_its_own) {
    const auto deviation_of_width = [](int build) {
        std::vector<double> widths;
        for (int patient = 1; patient <= 40; ++patient) {
            PhantomCase phantom = healthy_case(patient);
            phantom.build = build;
            widths.push_back(cv::boundingRect(draw_radiograph(phantom, kSize, kSeed).lungs).width);
        }
        cv::Scalar mean, deviation;
        cv::meanStdDev(widths, mean, deviation);
        return deviation[0];
    };
    // The pose scales both by 2 %, which is a floor under the narrow one.
    EXPECT_LT(deviation_of_width(1), 0.6 * deviation_of_width(0));
}

}  // namespace
}  // namespace gren::phantom::phantom_radiograph_test
