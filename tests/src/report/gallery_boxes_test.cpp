// Which boxes a gallery shows, of a few whose order is plain.
#include "src/report/gallery_boxes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gren::report::gallery_boxes_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<std::string> kClasses{"Mass", "Edema", "Nodule"};

// Named for class and IoU in per cent: "Mass 40".
ReportBox box(const std::string& cls, int iou) {
    return {.image = cls + " " + std::to_string(iou), .patient = "", .cls = cls, .iou = iou / 100.0};
}

std::vector<std::string> names(const std::vector<ReportBox>& boxes) {
    std::vector<std::string> found;
    for (const auto& one : boxes) found.push_back(one.image);
    return found;
}

std::vector<ReportBox> many() {
    std::vector<ReportBox> boxes{box("Nodule", 70)};
    for (int iou = 0; iou < 100; iou += 10) boxes.push_back(box("Mass", iou));
    boxes.push_back(box("Nodule", 20));
    return boxes;
}

TEST(GalleryBoxes, typical_is_the_median_of_each_class_that_has_boxes) {
    EXPECT_THAT(names(typical_boxes(many(), kClasses)), ElementsAre("Mass 50", "Nodule 70"));
}

TEST(GalleryBoxes, extremes_are_by_gain_and_never_the_same_box) {
    const auto even = [](const ReportBox& one) { return one.iou < 0.15 ? one.iou - 0.05 : 0.0; };
    const auto found = extreme_boxes({box("Mass", 20), box("Mass", 10), box("Mass", 0)}, even);
    EXPECT_THAT(names(found.best), ElementsAre("Mass 10"));
    EXPECT_THAT(names(found.worst), ElementsAre("Mass 0"));
    EXPECT_THAT(names(extreme_boxes({box("Mass", 20)}, even).best), IsEmpty());
    const auto by_iou = extreme_boxes(many());
    EXPECT_THAT(names(by_iou.best), ElementsAre("Mass 90", "Mass 80", "Nodule 70"));
    EXPECT_THAT(names(by_iou.worst), ElementsAre("Mass 0", "Mass 10", "Nodule 20"));
}

TEST(GalleryBoxes, a_spread_gives_each_class_as_many_and_takes_them_from_high_to_low) {
    EXPECT_THAT(names(spread_boxes(many(), kClasses, 4)),
                ElementsAre("Mass 70", "Mass 20", "Nodule 70", "Nodule 20"));
    // The second class has two: what it leaves goes to the first.
    EXPECT_THAT(names(spread_boxes(many(), kClasses, 7)),
                ElementsAre("Mass 80", "Mass 60", "Mass 40", "Mass 20", "Mass 0", "Nodule 70", "Nodule 20"));
    EXPECT_EQ(spread_boxes(many(), kClasses, 100).size(), many().size());
    EXPECT_THAT(spread_boxes(many(), kClasses, 0), IsEmpty());
}

}  // namespace
}  // namespace gren::report::gallery_boxes_test
