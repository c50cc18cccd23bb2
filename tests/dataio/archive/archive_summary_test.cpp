#include "dataio/archive/archive_summary.h"

#include <gtest/gtest.h>

namespace gren::archive_summary_test {
namespace {

TEST(ArchiveSummary, counts_what_is_there_and_what_is_not) {
    Archive archive{{"Mass", "Effusion"}, {}, {}, {}, {}, {"St. Elsewhere", "CC0 1.0", "views all"}};
    archive.radiographs = {{"1", {}, "p", {1, 255}, {{{0, 1, 2, 3, 4}}, {{1, 1, 2, 3, 4}}}},
                           {"2", {}, "p", {1, 0}, {}},
                           {"3", {}, "p", {0, 255}, {}}};
    archive.radiographs[0].view = archive.radiographs[2].view = "PA";
    archive.radiographs[1].masks = {{0, "siim", "0 1"}};
    archive.boxes_without_image.resize(4);
    archive.report = {.rows = 5, .rows_without_image = 2, .images_without_row = 1, .notes = {"One.", "Two."}};
    EXPECT_EQ(
        archive_summary(archive),
        "archive: St. Elsewhere\nchosen: views all\nlicence: CC0 1.0\n"
        "images: 3 of 5 rows (2 rows without an image here, 1 images without a row)\n"
        "views: PA 2, unknown 1\nlabels: Mass 2\nunknown labels: Effusion 2\nboxes: Effusion 1, Mass 1\n"
        "masks: Mass 1\nboxes without an image here: 4\nnote: One.\nnote: Two.\n");
}

TEST(ArchiveSummary, of_nothing_says_so) {
    EXPECT_EQ(
        archive_summary({}),
        "images: 0 of 0 rows (0 rows without an image here)\nviews: none\nlabels: none\nunknown labels: "
        "none\nboxes: none\nmasks: none\n");
}

}  // namespace
}  // namespace gren::archive_summary_test
