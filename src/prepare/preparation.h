// One range of an archive's radiographs becomes one shard.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "dataio/archive/archive.h"
#include "dataio/lungs/lung_source.h"
#include "src/prepare/prepare_journal.h"
#include "src/prepare/sample_maker.h"

namespace gren {

// The shards of a set do not depend on ranks: shard s holds radiographs [s·n, (s+1)·n).
struct ShardRange {
    std::string file;
    std::size_t first, last;

    std::int64_t images() const { return static_cast<std::int64_t>(last - first); }
};
std::vector<ShardRange> shards_of(std::size_t radiographs, std::size_t per_shard);

struct Preparation {
    const Archive& archive;
    const DatasetTraits& traits;
    LungSource& lungs;
    std::filesystem::path out;
    SampleOptions sample{};

    // Writes the shard, without one only where no image of the range can be read; `image_done` is called
    // after each. Memory: one radiograph, decoded, and the shard's labels.
    // Throws DataError: disk full, a mask that cannot be read.
    ShardPart write(const ShardRange& range, const std::function<void()>& image_done) const;
};

// SHA-256 of what the archive says of its images and the shards hold: names, patients, labels, studies,
// views, sexes, sites, ages, boxes, in their order.
std::string archive_digest(const Archive& archive);

// SHA-256 of a file, or of the names and sizes of a folder's files.
std::string fingerprint(const std::filesystem::path& path);

}  // namespace gren
