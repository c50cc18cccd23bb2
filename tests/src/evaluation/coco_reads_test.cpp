// The other side of the files: pycocotools reads what an evaluation wrote, and scores it alike.
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "src/evaluation/coco_files.h"
#include "src/evaluation/document.h"
#include "tests/dataio/small_dataset.h"

namespace gren::coco_reads_test {
namespace {

constexpr int kSize = 48, kGrid = 24, kWidth = 96, kHeight = 48;  // a cell is 4×2 pixels of the original
constexpr int kImages = 60, kClasses = 3;

// Boxes with borders on the original's pixels, so that masks lose nothing; labels with and without boxes.
Sample random_sample(int i, std::mt19937& random) {
    const auto below = [&](int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); };
    Sample sample;
    sample.image.resize(kSize * kSize);
    sample.lungs.resize(kSize * kSize);
    sample.info.name = fmt::format("image_{}.png", i);
    sample.info.patient = fmt::format("{}", i / 2);
    sample.info.original_height = kHeight;
    sample.info.original_width = kWidth;
    for (int cls = 0; cls < kClasses; ++cls) {
        const int kind = below(10);
        sample.info.label.push_back(kind < 6 ? kLabelPresent : kind < 9 ? kLabelAbsent : kLabelUnknown);
        for (int box = 0; box < (kind < 4 ? 1 : kind < 5 ? 2 : 0); ++box) {
            const int x = below(60), y = below(30), w = 5 + below(30), h = 4 + below(14);
            sample.info.boxes.push_back({cls, static_cast<float>(x) / 2, static_cast<float>(y),
                                         static_cast<float>(w) / 2, static_cast<float>(h)});
        }
    }
    return sample;
}

// Maps that cover most of a box, or a place of their own, with holes and a few cells astray.
torch::Tensor random_maps(const SampleInfo& info, std::mt19937& random) {
    auto maps = torch::full({kClasses, kGrid, kGrid}, -1.0F);
    for (int cls = 0; cls < kClasses; ++cls) {
        const auto boxes = boxes_of_class(info.boxes, cls);
        if (random() % 5 == 0) continue;  // no region
        Box at{cls, 10, 10, 12, 20};
        if (!boxes.empty() && random() % 4 != 0) at = boxes.front();
        for (int row = 0; row < kGrid; ++row)
            for (int column = 0; column < kGrid; ++column) {
                const double x = (column + 0.5) * kSize / kGrid, y = (row + 0.5) * kSize / kGrid;
                const bool inside = x > at.x && x < at.x + at.w && y > at.y && y < at.y + at.h;
                if (inside ? random() % 8 != 0 : random() % 200 == 0)
                    maps[cls][row][column] = static_cast<float>(1 + random() % 1000) / 100;
            }
    }
    return maps;
}

TEST(CocoReads, WhatAnEvaluationWrote) {
    std::mt19937 random(9);
    std::vector<Sample> samples;
    for (int i = 0; i < kImages; ++i) samples.push_back(random_sample(i, random));
    const ScratchFolder folder;
    write_dataset(folder.path(), {kSize, {"A", "B", "C"}, "dct32-median", "none"}, samples, 100);
    const Dataset dataset(folder.path());

    std::vector<ImageReading> readings;
    auto maps_read = nlohmann::json::array();
    for (int i = 0; i < kImages; ++i) {
        const auto maps = random_maps(dataset.info(i), random);
        auto score = torch::empty({1, kClasses}, torch::kFloat64);
        for (int cls = 0; cls < kClasses; ++cls) score[0][cls] = 40 + static_cast<double>(random()) / 1e9;
        readings.push_back(read_image({maps.unsqueeze(0), score}, 0, i, dataset.info(i), kSize, /*grid=*/16));
        const auto flat = maps.flatten();
        maps_read.push_back(
            std::vector<float>(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()));
    }
    const auto metrics = measure(readings, dataset, {.samples = 10});
    folder.write("maps.json", maps_read.dump());
    folder.write("predictions.json", predictions_json(readings, dataset));
    folder.write("ground_truth.json", ground_truth_json(readings, dataset, {{"method", "none"}}));
    folder.write("boxes.csv", boxes_csv(readings, dataset));
    folder.write("evaluation.json", evaluation_json(metrics, {"A", "B", "C"}, {}, {}, {}));
    const auto command = std::string(GREN_COCO_PYTHON " " GREN_READ_COCO " ") + folder.path().string();
    EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
}  // namespace gren::coco_reads_test
