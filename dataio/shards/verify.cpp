#include "dataio/shards/verify.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "dataio/child_process.h"
#include "dataio/data_error.h"
#include "dataio/digest.h"
#include "dataio/shards/dataset.h"
#include "dataio/shards/shard_reader.h"

namespace gren {
namespace {

using Lines = std::vector<std::string>;

// HDF5 serves one thread at a time.
ShardReader open_shard(const std::filesystem::path& file) {
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    return ShardReader(file);
}

void compare(const std::filesystem::path& file, const std::string& sample, const char* what,
             std::uint32_t found, std::uint32_t expected, Lines& damage) {
    if (found != expected)
        damage.push_back(fmt::format("{}: sample '{}': {} have checksum {:08x}, expected {:08x}",
                                     file.string(), sample, what, found, expected));
}

void check_samples(const std::filesystem::path& file, Lines& damage) {
    const ShardReader shard = open_shard(file);
    const ShardMetadata& metadata = shard.metadata();
    const auto side = static_cast<std::size_t>(metadata.traits.image_size);
    std::vector<std::uint8_t> image(side * side), lungs(side * side);
    for (std::size_t row = 0; row < metadata.info.size(); ++row) {
        const auto& info = metadata.info[row];
        compare(file, info.name, "labels, boxes, hashes, size or names", info_checksum(info),
                metadata.info_checksum[row], damage);
        shard.read_pixels(static_cast<std::int64_t>(row), image, lungs);
        compare(file, info.name, "pixels", pixel_checksum(image, lungs), metadata.checksum[row], damage);
    }
}

// Nothing where the file's bytes are those that were written; else what is wrong with the file.
std::optional<std::string> wrong_digest(const std::filesystem::path& file, const std::string& expected) try {
    const auto found = sha256_of_file(file);
    if (found == expected) return std::nullopt;
    return fmt::format("{}: found SHA-256 {}, expected {}; run gren prepare --resume", file.string(), found,
                       expected);
} catch (const DataError& error) {
    return error.what();
}

std::string samples_damage(const std::filesystem::path& file) {
    Lines damage;
    try {
        check_samples(file, damage);
    } catch (const DataError& error) {
        damage.emplace_back(error.what());
    }
    return fmt::format("{}", fmt::join(damage, "\n"));
}

// Which samples are hurt. In a child process, since some damage to HDF5's structures makes it crash or never
// end. The file has just been read and lies in memory: 32 MiB a second is slow.
std::string samples_of_damaged(const std::filesystem::path& file) {
    std::error_code absent;
    const auto bytes = std::filesystem::file_size(file, absent);
    const auto limit = std::chrono::seconds(3 + (absent ? 0 : bytes >> 25));
    return text_from_child([&] { return samples_damage(file); }, limit)
        .value_or(fmt::format("{}: its HDF5 structure is damaged beyond reading", file.string()));
}

// Digests and, of whole files, checksums: a shard takes one thread.
struct Shard {
    std::filesystem::path file;
    std::string sha256;
    std::optional<std::string> wrong = {};
    std::string damage = {};

    void check() {
        wrong = wrong_digest(file, sha256);
        if (!wrong) damage = samples_damage(file);
    }
};

void check_all(std::vector<Shard>& shards) {
    std::atomic<std::size_t> next = 0;
    std::vector<std::jthread> threads;
    for (unsigned t = 0; t < std::max(1U, std::thread::hardware_concurrency()); ++t)
        threads.emplace_back([&] {
            for (std::size_t s = next++; s < shards.size(); s = next++) shards[s].check();
        });
}

}  // namespace

void verify(const std::filesystem::path& dataset_directory) {
    std::vector<Shard> shards;
    const auto document = read_dataset_document(dataset_directory);
    for (const ShardEntry& entry : document.shards)
        shards.push_back({dataset_directory / entry.file, entry.sha256});
    check_all(shards);
    Lines damage;
    for (Shard& shard : shards) {
        if (shard.wrong) shard.damage = samples_of_damaged(shard.file);
        if (!shard.damage.empty()) damage.push_back(shard.damage);
        if (shard.wrong) damage.push_back(*shard.wrong);
    }
    if (!damage.empty()) throw DataError(fmt::format("{}", fmt::join(damage, "\n")));
    const Dataset consistent(dataset_directory);
}

}  // namespace gren
