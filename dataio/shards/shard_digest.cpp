#include "dataio/shards/shard_digest.h"

#include <fmt/format.h>

#include <algorithm>

#include "dataio/data_error.h"
#include "dataio/digest.h"
#include "dataio/posix_file.h"

namespace gren {

std::string metadata_sha256(const std::filesystem::path& file, const ShardEntry& shard, int image_size) {
    const auto input = PosixFile::open_for_reading(file);
    const auto end = static_cast<std::int64_t>(std::filesystem::file_size(file));
    const std::int64_t pixels = shard.samples * image_size * image_size;
    std::string metadata;
    const auto append = [&](std::int64_t from, std::int64_t to) {
        if (from > to)
            throw DataError(
                fmt::format("{}: truncated: found {} bytes, expected pixels up to byte {}; run gren prepare "
                            "--resume",
                            file.string(), end, from));
        const std::size_t before = metadata.size();
        metadata.resize(before + static_cast<std::size_t>(to - from));
        input.read_at(from,
                      {reinterpret_cast<std::uint8_t*>(metadata.data()) + before, metadata.size() - before});
    };
    const auto [first, second] = std::minmax(shard.image_offset, shard.lungs_offset);
    append(0, std::min(first, end));
    append(first + pixels, std::min(second, end));
    append(second + pixels, end);
    return sha256(metadata);
}

}  // namespace gren
