// Run lengths against pycocotools, and files as gren evaluate writes them.
#include "src/report/coco.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "dataio/data_error.h"
#include "dataio/run_lengths.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::report::coco_test {
namespace {

TEST(ReportCoco, masks_are_those_of_pycocotools) {
    for (const auto& one : nlohmann::json::parse(std::ifstream(GREN_GOLDEN_DIR "/run_lengths.json"))) {
        const int height = one["size"][0], width = one["size"][1];
        const auto mask = mask_from_run_lengths(one["counts"], height, width);
        ASSERT_EQ(mask.size(), cv::Size(width, height));
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                ASSERT_EQ(mask(y, x), one["rows"][y].get<std::string>()[x] == '1' ? 255 : 0) << y << " " << x;
    }
}

TEST(ReportCoco, refuses_damaged_run_lengths) {
    EXPECT_THROW(mask_from_run_lengths("h0", 4, 7), DataError);           // too few pixels
    EXPECT_THROW(mask_from_run_lengths("h0", 4, 5), DataError);           // too many
    EXPECT_THROW(mask_from_run_lengths("h", 4, 6), DataError);            // cut short
    EXPECT_THROW(mask_from_run_lengths(" 0", 4, 6), DataError);           // no character of theirs
    EXPECT_THROW(mask_from_run_lengths("ooooooooooo", 4, 6), DataError);  // a number without an end
}

constexpr char kTruth[] = R"({"images": [{"id": 3, "file_name": "a.png"}], "annotations": [],
    "categories": [{"id": 5, "name": "Mass"}]})";

TEST(ReportCoco, reads_regions_by_image_and_class) {
    const ScratchFolder folder;
    const auto truth = folder.write("ground_truth.json", kTruth);
    const auto file = folder.write("predictions.json", R"([{"image_id": 3, "category_id": 5, "score": 0.5,
        "bbox": [0, 0, 5, 3], "segmentation": {"size": [3, 5], "counts": "0?"}}])");
    const auto regions = read_regions(file, truth);
    ASSERT_EQ(regions.size(), 1U);
    const auto& region = regions.at({"a.png", "Mass"});
    EXPECT_EQ(cv::countNonZero(mask_from_run_lengths(region.counts, region.height, region.width)), 15);
}

std::string error_of(const std::filesystem::path& predictions, const std::filesystem::path& truth) {
    return refusal([&] { read_regions(predictions, truth); });
}

TEST(ReportCoco, names_the_file_that_is_at_fault) {
    const ScratchFolder folder;
    const auto truth = folder.write("ground_truth.json", kTruth);
    const auto stranger = folder.write("predictions.json", R"([{"image_id": 4, "category_id": 5,
        "segmentation": {"size": [3, 5], "counts": "0?"}}])");
    EXPECT_NE(error_of(stranger, truth).find("predictions.json"), std::string::npos);
    EXPECT_NE(error_of(folder.path() / "absent.json", truth).find("run gren evaluate"), std::string::npos);
    EXPECT_NE(error_of(stranger, folder.write("truth.json", "{")).find("truth.json"), std::string::npos);
}

}  // namespace
}  // namespace gren::report::coco_test
