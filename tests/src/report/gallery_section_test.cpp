// Which runs, boxes and words a gallery takes from runs made by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <list>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "src/report/sections.h"
#include "tests/dataio/small_dataset.h"

namespace gren::report::gallery_section_test {
namespace {

using testing::HasSubstr;
using testing::Not;

const auto kClasses = kSmallTraits.classes;

// Of four boxes three are of one class; the fourth is of another, and its patient is unknown.
struct GallerySection : testing::Test {
    GallerySection() { write_small_dataset(scratch.path(), 7, 4); }

    ReportRun& add(const std::string& method, const std::vector<double>& ious, std::int64_t fold = 0) {
        auto& run = runs.emplace_back();
        run.name = method + " of fold " + std::to_string(fold);
        run.folder = scratch.path() / std::to_string(runs.size());
        run.method = method;
        run.participation = table.participation;
        run.fold = fold;
        run.class_names = kClasses;
        for (std::size_t i = 0; i < ious.size(); ++i)
            run.boxes.push_back({.image = "image_" + std::to_string(i) + ".png",
                                 .patient = i == 3 ? "" : "p" + std::to_string(i),
                                 .cls = kClasses[i / 3],
                                 .x = 10,
                                 .y = 20,
                                 .w = 100,
                                 .h = 200,
                                 .iou = ious[i]});
        table.groups.push_back({.method = method, .label = method, .axes = {}, .runs = {&run}});
        return run;
    }
    // With a region in image 0 alone.
    void predict(const ReportRun& run) const {
        const auto file = [&](const std::string& name) {
            return run.folder.filename().string() + "/" + name;
        };
        scratch.write(file("ground_truth.json"),
                      R"({"images": [{"id": 1, "file_name": "image_0.png"}], "annotations": [],
            "categories": [{"id": 1, "name": "Atelectasis"}]})");
        scratch.write(file("predictions.json"),
                      R"([{"image_id": 1, "category_id": 1, "score": 0.5, "bbox": [0, 0, 3, 3],
            "segmentation": {"size": [3, 3], "counts": "09"}}])");
    }
    std::optional<Section> section(std::size_t others = 9) const {
        return gallery_section({table}, Dataset(scratch.path()), others);
    }
    static const Gallery& gallery(const Section& section, std::size_t i) {
        return std::get<Gallery>(section.blocks.at(i + 1));
    }
    static const std::string& lead(const Section& section) {
        return std::get<Paragraph>(section.blocks.at(0)).text;
    }

    ScratchFolder scratch;
    std::list<ReportRun> runs;
    ReportTableRuns table{.participation = "1.0_0.4", .groups = {}};
};

TEST_F(GallerySection, is_not_there_without_a_run_that_has_boxes_and_predictions) {
    add("gren", {0.5});
    predict(add("baseline", {}));
    EXPECT_FALSE(section());
}

TEST_F(GallerySection, judges_by_gren_against_the_baseline) {
    predict(add("baseline", {0.1, 0.5, 0.3, 0.2}));
    predict(add("gren", {0.6, 0.4, 0.3, 0.2}));
    const auto found = section();
    ASSERT_TRUE(found);
    EXPECT_THAT(lead(*found), HasSubstr("fold 0, seed 0: baseline of fold 0, gren of fold 0."));
    const auto& typical = gallery(*found, 0);
    ASSERT_EQ(typical.cases.size(), 2U);  // a class each
    EXPECT_EQ(typical.cases[0].caption, "Atelectasis, image_1.png, patient p1");
    EXPECT_EQ(typical.cases[1].caption, kClasses[1] + ", image_3.png");
    const auto& extreme = gallery(*found, 1);
    EXPECT_THAT(extreme.caption, HasSubstr("on which GREN gains most over Baseline (B) and those"));
    ASSERT_EQ(extreme.cases.size(), 2U);
    EXPECT_EQ(extreme.cases[0].caption, "Best: Atelectasis, image_0.png, patient p0");
    EXPECT_TRUE(extreme.cases[0].found);
    EXPECT_EQ(extreme.cases[1].caption, "Worst: Atelectasis, image_1.png, patient p1");
    EXPECT_FALSE(extreme.cases[1].found);
    const auto& panels = extreme.cases[0].panels;
    ASSERT_EQ(panels.size(), 3U);  // the reference, then the runs
    EXPECT_EQ(panels[1].note, "IoU 0.10, missed");
    EXPECT_EQ(panels[2].note, "IoU 0.60, found");
    EXPECT_NE(panels[2].drawing, panels[0].drawing);
    EXPECT_EQ(extreme.cases[1].panels[2].drawing, extreme.cases[1].panels[0].drawing) << "no region there";
    EXPECT_EQ(gallery(*found, 2).caption,
              "All other boxes tested, 1 of them, by class and falling IoU of GREN.");
}

TEST_F(GallerySection, says_that_two_runs_are_equal) {
    predict(add("gren", {0.6, 0.4}));
    predict(add("baseline", {0.6, 0.4}));
    EXPECT_THAT(gallery(*section(), 1).caption, HasSubstr("loses most; the two are equal on every box."));
}

TEST_F(GallerySection, judges_by_the_last_run_where_none_is_grens) {
    predict(add("baseline", {0.6, 0.4, 0.3}));
    EXPECT_EQ(gallery(*section(), 0).judge, "Baseline (B)");
    EXPECT_EQ(gallery(*section(), 1).caption, "The boxes of Baseline (B)'s highest and lowest IoU.");
    predict(add("intra", {0.6, 0.4, 0.3}));
    EXPECT_EQ(gallery(*section(), 0).judge, "B + Intra");
    EXPECT_THAT(gallery(*section(), 1).caption, HasSubstr("gains most over Baseline (B) and"));
}

// Without a reference the best three and the worst three stand above, the rest below.
TEST_F(GallerySection, takes_of_the_other_boxes_as_many_as_asked_for) {
    predict(add("gren", {0.6, 0.4, 0.3, 0.2}));
    predict(add("baseline", {0.6, 0.4, 0.3, 0.2}));
    const auto found = section(1);
    EXPECT_EQ(gallery(*found, 2).cases.size(), 1U);
    EXPECT_EQ(gallery(*found, 2).caption,
              "1 of the 2 other boxes tested, by class; of each class evenly from the highest IoU of GREN to "
              "its lowest.");
    EXPECT_EQ(section(0)->blocks.size(), 3U) << "none asked for";
}

TEST_F(GallerySection, is_of_the_fold_with_the_most_methods_one_run_each) {
    predict(add("gren", {0.6}, 0));
    predict(add("gren", {0.5}, 1));
    predict(add("baseline", {0.4}, 1));
    predict(add("gren", {0.3}, 1));
    predict(add("gren", {0.3}, 2));
    EXPECT_THAT(lead(*section()), HasSubstr("fold 1, seed 0: gren of fold 1, baseline of fold 1."));
}

}  // namespace
}  // namespace gren::report::gallery_section_test
