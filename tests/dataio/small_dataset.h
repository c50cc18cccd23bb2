// Tiny data sets whose every value follows from a formula, and a folder to hold them.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "dataio/data_error.h"
#include "dataio/regions.h"
#include "tests/dataio/written_dataset.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren {

inline const DatasetTraits kSmallTraits{
    3, {"Atelectasis", "Épanchement"}, "dct32-median", "png:masks", region_names(RegionScheme::lungs)};

// The same formulas stand in tests/golden/make_shard.py (pixels) and read_shard.py (everything).
inline Sample small_sample(int i) {
    Sample sample;
    const auto u = static_cast<std::uint64_t>(i);
    sample.info.name = fmt::format("image_{}.png", i);
    sample.info.patient = i % 5 == 4 ? "" : fmt::format("patient {}", i / 2);
    sample.info.original_height = 1000 + i;
    sample.info.original_width = 2000 + i;
    sample.info.hash = {0x9e3779b97f4a7c15U * u, ~u};
    for (std::size_t b = 0; b < 10; ++b) sample.info.block_hash[b] = 0x2545f4914f6cdd1dU * (10 * u + b + 1);
    for (std::size_t w = 0; w < 4; ++w) sample.info.average_hash[w] = ~(4 * u + w);
    sample.info.lungs_flagged = i % 3 == 0;
    if (i % 2 == 1)
        sample.info.acquisition = {fmt::format("study {}", i),
                                   "PA",
                                   "F",
                                   "ward",
                                   static_cast<float>(i) + 0.5F,
                                   {0.125F, 0.25F},
                                   "detector"};
    sample.info.label = {static_cast<std::uint8_t>(i % 2), static_cast<std::uint8_t>(i % 4 == 0 ? 255 : 0)};
    for (int b = 0; b < i % 3; ++b) {
        const auto x = static_cast<float>(b) + 0.25F;
        sample.info.boxes.push_back({i % 2, x, static_cast<float>(i), 0.5F, 1.5F});
    }
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 3; ++column) {
            sample.image.push_back(static_cast<std::uint8_t>(31 * i + 7 * row + column + 5));
            sample.lungs.push_back(static_cast<std::uint8_t>((i + row + 2 * column) % 4));
        }
    return sample;
}

// The same, each film moved by another map.
inline Sample small_aligned_sample(int i) {
    auto sample = small_sample(i);
    const auto shift = static_cast<float>(i) / 8;
    auto& alignment = sample.info.alignment.emplace();
    alignment.map = {1, 0.25F, shift, -0.25F, 1, 0};
    for (const Box& box : sample.info.boxes)
        alignment.boxes.push_back({box.cls, box.x / 2, box.y / 2, box.w, box.h});
    return sample;
}

inline std::string write_small_aligned_dataset(const std::filesystem::path& folder, int samples,
                                               std::size_t per_shard) {
    std::vector<Sample> made;
    for (int i = 0; i < samples; ++i) made.push_back(small_aligned_sample(i));
    auto traits = kSmallTraits;
    traits.aligned = true;
    return write_dataset(folder, traits, made, per_shard);
}

inline std::string write_small_dataset(const std::filesystem::path& folder, int samples,
                                       std::size_t per_shard) {
    std::vector<Sample> made;
    for (int i = 0; i < samples; ++i) made.push_back(small_sample(i));
    return write_dataset(folder, kSmallTraits, made, per_shard);
}

}  // namespace gren
