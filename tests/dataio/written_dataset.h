// A prepared data set of samples at hand.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dataio/shards/shard_writer.h"

namespace gren {

// Shards of at most `per_shard` samples and dataset.json. Returns the data set's digest.
inline std::string write_dataset(const std::filesystem::path& folder, const DatasetTraits& traits,
                                 const std::vector<Sample>& samples, std::size_t per_shard,
                                 const std::string& summary = R"({"für": [1, 2]})") {
    std::vector<ShardEntry> shards;
    for (std::size_t first = 0; first < samples.size(); first += per_shard) {
        ShardWriter writer(folder / fmt::format("shard-{}.h5", shards.size()), traits,
                           static_cast<std::int64_t>(per_shard));
        for (std::size_t i = first; i < std::min(first + per_shard, samples.size()); ++i)
            writer.add(samples[i]);
        shards.push_back(writer.finish());
    }
    return write_dataset_document(folder, traits, shards, summary);
}

}  // namespace gren
