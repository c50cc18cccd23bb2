// Maps of aligned films against a loop that asks, for each cell of the film as it was, where it went.
#include "src/evaluation/original_frame.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "src/evaluation/image_reading.h"
#include "src/evaluation/same_frame.h"
#include "tests/dataio/small_dataset.h"

namespace gren::original_frame_test {
namespace {

constexpr int kGrid = 32;
const AffineMap kTurned{0.9F, -0.2F, 0.15F, 0.2F, 1.1F, -0.1F};

struct Place {
    double x, y;
};
Place moved(const AffineMap& m, Place p) {
    return {m[0] * p.x + m[1] * p.y + m[2], m[3] * p.x + m[4] * p.y + m[5]};
}

}  // namespace

TEST(OriginalFrame, of_a_film_that_stayed_is_its_map) {
    torch::manual_seed(1);
    const auto maps = torch::randn({3, kGrid, kGrid});
    EXPECT_TRUE(torch::allclose(in_original_frame(maps, AffineMap{1, 0, 0, 0, 1, 0}), maps, 1e-5, 1e-5));
}

// Of a map that is linear in its place, bilinear reading is exact: the value is that of the place it went to.
TEST(OriginalFrame, reads_each_cell_where_it_went) {
    auto map = torch::empty({1, kGrid, kGrid});
    for (int y = 0; y < kGrid; ++y)
        for (int x = 0; x < kGrid; ++x) map[0][y][x] = 3 * (x + .5) / kGrid - 2 * (y + .5) / kGrid;
    const auto found = in_original_frame(map, kTurned);
    int inside = 0;
    for (int y = 0; y < kGrid; ++y)
        for (int x = 0; x < kGrid; ++x) {
            const auto to = moved(kTurned, {(x + .5) / kGrid, (y + .5) / kGrid});
            const double edge = .5 / kGrid;  // beyond the middle of the last cell it fades into nothing
            if (std::min({to.x, to.y, 1 - to.x, 1 - to.y}) >= edge) {
                EXPECT_NEAR(found[0][y][x].item<double>(), 3 * to.x - 2 * to.y, 1e-4) << x << " " << y;
                ++inside;
            } else if (std::min({to.x, to.y, 1 - to.x, 1 - to.y}) < -edge) {
                EXPECT_FLOAT_EQ(found[0][y][x].item<float>(), kNothingThere) << x << " " << y;
            }
        }
    EXPECT_GT(inside, 500);
}

// A region that fills the aligned box fills the box in its own frame, too, as far as cells go.
TEST(OriginalFrame, is_where_an_aligned_films_regions_are_measured) {
    SampleInfo info = small_sample(0).info;
    info.label = {1};
    info.boxes = {{0, 40, 60, 40, 30}};  // of 128 pixels a side
    auto& alignment = info.alignment.emplace();
    alignment.map = {0.9F, 0, 0.15F, 0, 1.2F, -0.1F};
    const auto corner = moved(alignment.map, {40 / 128., 60 / 128.});
    alignment.boxes = {{0, static_cast<float>(128 * corner.x), static_cast<float>(128 * corner.y), 36, 36}};
    auto map = torch::full({1, 1, 128, 128}, -4.F);
    const auto& box = alignment.boxes[0];
    const auto pixel = [](float value) { return static_cast<std::int64_t>(std::lround(value)); };
    map.slice(2, pixel(box.y), pixel(box.y + box.h)).slice(3, pixel(box.x), pixel(box.x + box.w)).fill_(4);
    const Inference inference{.regions = map, .score = torch::zeros({1, 1}, torch::kFloat64)};
    const auto reading = read_image(inference, 0, 0, info, 128, 16).maps.at(0);
    EXPECT_GT(reading.iou, .93);
    EXPECT_GT(reading.aligned_iou, .93);
    info.alignment->boxes[0].x += 18;  // half of it beside the region
    const auto beside = read_image(inference, 0, 0, info, 128, 16).maps.at(0);
    EXPECT_EQ(beside.iou, reading.iou) << "the box in the film's own frame stayed";
    EXPECT_NEAR(beside.aligned_iou, 1 / 3., .02);
    info.alignment.reset();
    EXPECT_LT(read_image(inference, 0, 0, info, 128, 16).maps.at(0).aligned_iou, 0) << "no aligned film";
}

TEST(SameFrame, refuses_films_that_stand_otherwise_than_those_trained_on) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 4, 4);
    const Dataset dataset(folder.path());
    EXPECT_EQ(refusal([&] { require_same_frame(dataset, {}, "shards"); }), "");
    EXPECT_EQ(refusal([&] { require_same_frame(dataset, {.classes = {}, .aligned = true}, "shards"); }),
              "shards: its films are not aligned, those that the run was trained on were aligned by their "
              "lungs; prepare the data with --align lungs");
}

}  // namespace gren::original_frame_test
