#include "dataio/verify.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "dataio/data_error.h"
#include "dataio/dataset.h"
#include "dataio/digest.h"
#include "dataio/shard_reader.h"

namespace gren {
namespace {

void find_damage(const std::filesystem::path& file, const std::string& expected_digest,
                 std::vector<std::string>& damage) {
    const ShardReader shard(file);
    const ShardMetadata& metadata = shard.metadata();
    const auto side = static_cast<std::size_t>(metadata.traits.image_size);
    std::vector<std::uint8_t> image(side * side), lungs(side * side);
    for (std::size_t row = 0; row < metadata.info.size(); ++row) {
        shard.read_pixels(static_cast<std::int64_t>(row), image, lungs);
        if (const auto found = pixel_checksum(image, lungs); found != metadata.checksum[row])
            damage.push_back(fmt::format("{}: sample '{}': pixels have checksum {:08x}, expected {:08x}",
                                         file.string(), metadata.info[row].name, found,
                                         metadata.checksum[row]));
    }
    if (const auto found = sha256_of_file(file); found != expected_digest)
        damage.push_back(fmt::format("{}: found SHA-256 {}, expected {}; run gren prepare again",
                                     file.string(), found, expected_digest));
}

}  // namespace

void verify(const std::filesystem::path& dataset_directory) {
    const Dataset structure(dataset_directory);
    std::vector<std::string> damage;
    for (const ShardEntry& entry : read_dataset_document(dataset_directory).shards)
        find_damage(dataset_directory / entry.file, entry.sha256, damage);
    if (!damage.empty()) throw DataError(fmt::format("{}", fmt::join(damage, "\n")));
}

}  // namespace gren
