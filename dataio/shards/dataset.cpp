#include "dataio/shards/dataset.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <unordered_map>

#include "dataio/data_error.h"
#include "dataio/digest.h"
#include "dataio/shards/dataset_document.h"
#include "dataio/shards/shard_digest.h"
#include "dataio/shards/shard_reader.h"

namespace gren {
namespace {

void expect_equal(const std::filesystem::path& shard, const char* what, const auto& found,
                  const auto& expected) {
    if (found != expected)
        throw DataError(fmt::format("{}: found {} {}, expected {} as in dataset.json; run gren prepare again",
                                    shard.string(), what, found, expected));
}

// Before HDF5 sees the file.
std::filesystem::path proven(const std::filesystem::path& file, const ShardEntry& entry, int image_size) {
    if (const auto found = metadata_sha256(file, entry, image_size); found != entry.metadata_sha256)
        throw DataError(
            fmt::format("{}: everything but its pixels has SHA-256 {}, expected {} as in dataset.json: it "
                        "is damaged or of another data set; run gren prepare --resume",
                        file.string(), found, entry.metadata_sha256));
    return file;
}

void check_against_document(const std::filesystem::path& file, const ShardMetadata& shard,
                            const DatasetTraits& traits, const ShardEntry& entry) {
    expect_equal(file, "image_size", shard.traits.image_size, traits.image_size);
    expect_equal(file, "classes", shard.traits.classes, traits.classes);
    expect_equal(file, "hash_variant", shard.traits.hash_variant, traits.hash_variant);
    expect_equal(file, "lung_source", shard.traits.lung_source, traits.lung_source);
    expect_equal(file, "regions", shard.traits.regions, traits.regions);
    expect_equal(file, "aligned", shard.traits.aligned, traits.aligned);
    expect_equal(file, "a count of samples of", static_cast<std::int64_t>(shard.info.size()), entry.samples);
    expect_equal(file, "image_offset", shard.image_offset, entry.image_offset);
    expect_equal(file, "lungs_offset", shard.lungs_offset, entry.lungs_offset);
}

}  // namespace

struct Dataset::State {
    struct Place {
        std::size_t shard;
        std::int64_t row;
    };
    explicit State(const std::filesystem::path& folder)
        : directory(folder), document(read_dataset_document(folder)) {
        for (const ShardEntry& entry : document.shards) {
            const auto file = directory / entry.file;
            const ShardReader& shard = shards.emplace_back(proven(file, entry, document.traits.image_size));
            check_against_document(file, shard.metadata(), document.traits, entry);
            for (std::int64_t row = 0; row < entry.samples; ++row) add({shards.size() - 1, row});
        }
        whole = std::vector<std::atomic<bool>>(places.size());
    }
    const SampleInfo& info(const Place& place) const {
        return shards[place.shard].metadata().info[static_cast<std::size_t>(place.row)];
    }
    void add(const Place& place) {
        const std::string& name = info(place).name;
        const auto [earlier, is_new] = index.emplace(name, static_cast<std::int64_t>(places.size()));
        if (!is_new)
            throw DataError(fmt::format(
                "sample '{}' found in {} and in {}, expected each name once; run gren prepare again", name,
                document.shards[places[static_cast<std::size_t>(earlier->second)].shard].file,
                document.shards[place.shard].file));
        places.push_back(place);
    }
    const Place& at(std::int64_t i) const { return places[static_cast<std::size_t>(i)]; }

    std::filesystem::path directory;
    DatasetDocument document;
    std::vector<ShardReader> shards;
    std::vector<Place> places;                            // [size()]
    std::unordered_map<std::string, std::int64_t> index;  // by name
    std::vector<std::atomic<bool>> whole;                 // [size()] whether its pixels were found as written
};

Dataset::Dataset(const std::filesystem::path& directory) : state_(std::make_unique<State>(directory)) {}
Dataset::~Dataset() = default;

std::int64_t Dataset::size() const {
    return static_cast<std::int64_t>(state_->places.size());
}
const DatasetTraits& Dataset::traits() const {
    return state_->document.traits;
}
const std::string& Dataset::digest() const {
    return state_->document.digest;
}
const SampleInfo& Dataset::info(std::int64_t index) const {
    return state_->info(state_->at(index));
}

std::int64_t Dataset::index_of(const std::string& name) const {
    const auto found = state_->index.find(name);
    if (found == state_->index.end())
        throw DataError(
            fmt::format("sample '{}' is not among the data set's {} samples; check the name", name, size()));
    return found->second;
}

std::vector<int> Dataset::boxed_classes() const {
    std::set<int> classes;
    for (std::int64_t i = 0; i < size(); ++i)
        for (const Box& box : info(i).boxes) classes.insert(box.cls);
    return {classes.begin(), classes.end()};
}

void Dataset::read_pixels(std::int64_t index, std::span<std::uint8_t> image,
                          std::span<std::uint8_t> lungs) const {
    const State::Place& place = state_->at(index);
    const ShardReader& shard = state_->shards[place.shard];
    shard.read_pixels(place.row, image, lungs);
    auto& whole = state_->whole[static_cast<std::size_t>(index)];
    if (whole) return;
    const auto found = pixel_checksum(image, lungs);
    if (const auto expected = shard.metadata().checksum[static_cast<std::size_t>(place.row)];
        found != expected)
        throw DataError(
            fmt::format("{}: sample '{}': pixels have checksum {:08x}, expected {:08x}; run gren prepare "
                        "--resume",
                        (state_->directory / state_->document.shards[place.shard].file).string(),
                        info(index).name, found, expected));
    whole = true;
}

}  // namespace gren
