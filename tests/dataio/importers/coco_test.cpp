#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataio/manifest/manifest.h"
#include "tests/dataio/importers/replica.h"

namespace gren::coco_import_test {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kCategories =
    R"("categories": [{"id": 7, "name": "Mass"}, {"id": 2, "name": "Pleural, thick"}])";

class CocoImport : public Replica {
  protected:
    CocoImport() {
        films({"train/1.png", "val/1.png", "deep/down/2.png", "spare.png"});
        // Image 11 has a box and a label alone; 12 polygons and a run-length mask of 2×3; 13 is elsewhere;
        // 14 has none.
        file(R"("images": [{"id": 11, "file_name": "val/1.png"}, {"id": 12, "file_name": "2.png"},
                           {"id": 13, "file_name": "gone.png"}, {"id": 14, "file_name": "train/1.png"}])",
             R"("annotations": [
                {"id": 1, "image_id": 11, "category_id": 2, "bbox": [1.5, 2, 30, 4], "score": 0.5,
                 "segmentation": {"size": [2, 3], "counts": [5, 1]}},
                {"id": 2, "image_id": 11, "category_id": 7},
                {"id": 3, "image_id": 12, "category_id": 7, "bbox": [],
                 "segmentation": [[1, 1, 4, 1, 4, 3], [0, 2, 2, 2, 2, 9]]},
                {"id": 4, "image_id": 12, "category_id": 2, "segmentation": {"size": [2, 3], "counts": [5, 1]}},
                {"id": 5, "image_id": 13, "category_id": 7, "bbox": [1, 1, 1, 1]}])");
    }
    void file(const std::string& images, const std::string& annotations,
              const std::string& categories = kCategories) {
        scratch_.write("annotations/all.json", "{" + images + "," + annotations + "," + categories + "}");
    }
};

TEST_F(CocoImport, equals_the_table_made_by_hand) {
    const Archive archive = import_coco(scratch_.path());
    EXPECT_THAT(archive.classes, ElementsAre("Mass", "Pleural, thick"));
    EXPECT_THAT(rows_of(archive),
                ElementsAre("2.png       11", "train/1.png       00", "val/1.png       11"));
    EXPECT_EQ(archive.radiographs[0].file, scratch_.path() / "deep/down/2.png");
    EXPECT_EQ(archive.radiographs[2].file, scratch_.path() / "val/1.png");
    EXPECT_THAT(boxes_of(archive.radiographs[0]), ElementsAre("0 0 1 4 8 "));
    EXPECT_THAT(boxes_of(archive.radiographs[2]), ElementsAre("1 1.5 2 30 4 "));
    ASSERT_EQ(archive.radiographs[0].masks.size(), 1u);
    EXPECT_EQ(archive.radiographs[0].masks[0].encoding, "coco");
    EXPECT_EQ(archive.report.rows, 4);
    EXPECT_EQ(archive.report.rows_without_image, 1);
    EXPECT_EQ(archive.report.images_without_row, 1);
    EXPECT_THAT(archive.report.notes, ElementsAre(HasSubstr("1 annotations have neither box nor mask"),
                                                  HasSubstr("1 annotations are of images that are not here"),
                                                  HasSubstr("3 of 3 images name no patient")));
}

// Down the columns 5 zeros and 1 one of 2 rows: the lower right pixel.
TEST_F(CocoImport, masks_become_boxes_by_the_manifest) {
    write_manifest(import_coco(scratch_.path()), scratch_.path() / "m");
    const Archive archive = read_manifest(scratch_.path() / "m", false);
    EXPECT_THAT(boxes_of(archive.radiographs[0]), ElementsAre("0 0 1 4 8 ", "1 2 1 1 1 "));
}

TEST_F(CocoImport, categories_by_a_map) {
    const auto map = scratch_.write("map.csv", "Mass,Lesion\n\"Pleural, thick\",\n");
    const Archive archive = import_coco(scratch_.path(), {.label_map = map});
    EXPECT_THAT(archive.classes, ElementsAre("Lesion"));
    EXPECT_THAT(rows_of(archive), ElementsAre("2.png       1", "train/1.png       0", "val/1.png       1"));
}

TEST_F(CocoImport, bad_files_are_refused) {
    const std::string image = R"("images": [{"id": 1, "file_name": "spare.png"}])",
                      none = R"("annotations": [])";
    const auto annotation = [&](const std::string& fields, const std::string& sentence) {
        file(image, R"("annotations": [{"image_id": 1, "category_id": 7}, {)" + fields + "}]");
        expect_refused(import_coco, {"all.json: annotations[1]: " + sentence});
    };
    annotation(R"("image_id": 2, "category_id": 7)", "image_id is that of no image");
    annotation(R"("image_id": 1, "category_id": 1)", "category_id is that of no category");
    annotation(R"("image_id": 1)", "");
    annotation(R"("image_id": "one", "category_id": 7)", "");
    annotation(R"("image_id": 1, "category_id": 7, "bbox": [1, 2, 3])",
               "bbox has 3 numbers, expected x, y, width");
    annotation(R"("image_id": 1, "category_id": 7, "bbox": [1, 2, 3, 0])",
               "the box has width 3 and height 0");
    annotation(R"("image_id": 1, "category_id": 7, "bbox": ["a", 2, 3, 4])", "");
    annotation(R"("image_id": 1, "category_id": 7, "segmentation": [[1, 2, 3, 4]])",
               "a polygon has 4 coordinates");
    annotation(R"("image_id": 1, "category_id": 7, "segmentation": {"size": [1, 1]})", "");
    file(R"("images": [{"id": 1, "file_name": "spare.png"}, {"id": 1, "file_name": "val/1.png"}])", none);
    expect_refused(import_coco, {"images[1]: the id 1 stands twice"});
    file(R"("images": [{"id": 1, "file_name": "spare.png"}, {"id": 2, "file_name": "spare.png"}])", none);
    expect_refused(import_coco, {"images[1]: the file_name 'spare.png' stands twice"});
    file(R"("images": [{"id": 1, "file_name": "1.png"}])", none);
    expect_refused(import_coco, {"images[0]: file_name '1.png' may be ", "name it by its folder"});
    file(R"("images": [{"id": 1, "file_name": "gone.png"}])", none);
    expect_refused(import_coco, {"holds none of the images that the 1 rows of all.json name"});
    file(image, none, R"("categories": [{"id": 1, "name": "A"}, {"id": 2, "name": "A"}])");
    expect_refused(import_coco, {"categories[1]: 'A' has a name or an id that another category has"});
    file(image, none, R"("categories": [])");
    expect_refused(import_coco, {"all.json: has no category"});
    file(image, none, R"("kinds": [])");
    expect_refused(import_coco, {"all.json: found no list 'categories', expected a COCO file"});
    scratch_.write("annotations/all.json", "[1, ");
    expect_refused(import_coco, {"all.json: found no list 'images'"});
    scratch_.write("more.json", "{}");
    expect_refused(import_coco, {"found 2 COCO files: ", "more.json"});
    std::filesystem::remove(scratch_.path() / "more.json");
    std::filesystem::remove(scratch_.path() / "annotations/all.json");
    expect_refused(import_coco, {"found 0 COCO files, expected one .json"});
}

}  // namespace
}  // namespace gren::coco_import_test
