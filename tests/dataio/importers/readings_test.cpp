#include "dataio/importers/readings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/dataio/importers/replica.h"

namespace gren::readings_test {
namespace {
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Settled {
    Radiograph radiograph{"", {}, "", {0, 0, 0}, {}};
    SettledCounts counts;
};

Settled settled(Readings readings, Readers rule) {
    for (const ListedBox& box : readings.boxes)
        readings.findings.emplace(static_cast<std::size_t>(box.cls), box.reader);
    Settled result;
    settle(readings, rule, result.radiograph, result.counts);
    return result;
}

ListedBox box(std::int32_t cls, float x, float y, float w, float h, const std::string& reader) {
    return {{cls, x, y, w, h}, "f:" + reader, reader, {}};
}

TEST(Readings, of_any_every_finding_and_box_stays) {
    const auto result =
        settled({{"A", "B", "C"}, {{1, "C"}}, {}, {box(0, 0, 0, 10, 10, "A"), box(0, 1, 0, 10, 10, "B")}},
                Readers::any);
    EXPECT_THAT(result.radiograph.label, ElementsAre(1, 1, 0));
    EXPECT_THAT(boxes_of(result.radiograph), ElementsAre("0 0 0 10 10 A", "0 1 0 10 10 B"));
}

// IoU of (0,0,10,10) and (2,0,10,10): 80/120. Of the box at 60 nobody else knows.
TEST(Readings, of_majority_two_of_three_make_a_label_and_a_mean_box) {
    const auto result =
        settled({{"A", "B", "C"},
                 {{1, "C"}},
                 {},
                 {box(0, 0, 0, 10, 10, "A"), box(0, 2, 0, 10, 10, "B"), box(0, 60, 60, 5, 5, "A")}},
                Readers::majority);
    EXPECT_THAT(result.radiograph.label, ElementsAre(1, 0, 0));
    EXPECT_THAT(boxes_of(result.radiograph), ElementsAre("0 1 0 10 10 A|B"));
    EXPECT_EQ(result.radiograph.boxes[0].place, "f:A");
    EXPECT_EQ(result.counts.findings_left_out, 1);
    EXPECT_EQ(result.counts.boxes_left_out, 1);
    EXPECT_EQ(result.counts.boxes_joined, 2);
}

TEST(Readings, half_is_no_majority) {
    const auto result = settled({{"A", "B"}, {{0, "A"}}, {}, {}}, Readers::majority);
    EXPECT_THAT(result.radiograph.label, ElementsAre(0, 0, 0));
}

TEST(Readings, boxes_join_of_one_class_alone_and_one_of_each_reader) {
    // IoU of (0,0,10,10) and (0,4,10,10): 60/140, under a half.
    const auto apart = settled(
        {{"A", "B", "C"}, {}, {}, {box(0, 0, 0, 10, 10, "A"), box(0, 0, 4, 10, 10, "B")}}, Readers::majority);
    EXPECT_THAT(apart.radiograph.label, ElementsAre(1, 0, 0));
    EXPECT_THAT(apart.radiograph.boxes, IsEmpty());
    const auto classes = settled(
        {{"A", "B", "C"}, {}, {}, {box(0, 0, 0, 10, 10, "A"), box(1, 0, 0, 10, 10, "B")}}, Readers::majority);
    EXPECT_THAT(classes.radiograph.boxes, IsEmpty());
    const auto same = settled(
        {{"A", "B", "C"}, {}, {}, {box(0, 0, 0, 10, 10, "A"), box(0, 0, 0, 10, 9, "A")}}, Readers::majority);
    EXPECT_THAT(same.radiograph.boxes, IsEmpty());
}

TEST(Readings, a_box_joins_the_lesion_that_it_overlaps_most) {
    // Of (2,0,10,10) with (0,0,10,10) 80/120, with (3,0,10,10) 90/110.
    const auto result =
        settled({{"A", "B", "C"},
                 {},
                 {},
                 {box(0, 0, 0, 10, 10, "A"), box(0, 3, 0, 10, 10, "A"), box(0, 2, 0, 10, 10, "B")}},
                Readers::majority);
    EXPECT_THAT(boxes_of(result.radiograph), ElementsAre("0 2.5 0 10 10 A|B"));
}

TEST(Readings, what_a_reader_left_open_is_unknown_unless_found) {
    const auto result = settled({{"A", "B", "C"}, {{1, "A"}, {1, "B"}}, {1, 2}, {}}, Readers::majority);
    EXPECT_THAT(result.radiograph.label, ElementsAre(0, 1, 255));
}

}  // namespace
}  // namespace gren::readings_test
