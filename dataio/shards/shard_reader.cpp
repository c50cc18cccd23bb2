#include "dataio/shards/shard_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>

#include "dataio/data_error.h"
#include "dataio/regions.h"
#include "dataio/shards/acquisition_columns.h"
#include "dataio/shards/hdf5.h"
#include "dataio/shards/shard_format.h"

namespace gren {
namespace {

using namespace shard_format;

void check_version(const hdf5::Handle& file) {
    const std::string format = hdf5::read_string_attribute(file, kFormatAttribute);
    const std::int32_t version = hdf5::read_int_attribute(file, kVersionAttribute);
    if (format != kFormat || version != kVersion)
        throw DataError(fmt::format("{}: found format '{}' version {}, expected '{}' version {}",
                                    file.where(), format, version, kFormat, kVersion));
}

DatasetTraits read_traits(const hdf5::Handle& file) {
    const auto regions = hdf5::read_strings_attribute(file, kRegions);
    const auto aligned = hdf5::read_string_attribute(file, kAligned);
    if (aligned != kByLungs && aligned != kNotAligned)
        throw DataError(fmt::format("{}: found aligned '{}', expected '{}' or '{}'", file.where(), aligned,
                                    kNotAligned, kByLungs));
    if (!are_regions(regions))
        throw DataError(
            fmt::format("{}: found the regions '{}', expected 2 to {}, each 'left …' or 'right …' "
                        "and both sides among them",
                        file.where(), fmt::join(regions, "', '"), kMostRegions));
    return {hdf5::read_int_attribute(file, kImageSize),
            hdf5::read_strings_attribute(file, kClasses),
            hdf5::read_string_attribute(file, kHashVariant),
            hdf5::read_string_attribute(file, kLungSource),
            regions,
            aligned == kByLungs};
}

void add_boxes(const hdf5::Handle& file, const DatasetTraits& traits, std::vector<SampleInfo>& info) {
    const auto classes = traits.classes.size();
    const auto box = hdf5::read<float>(file, kBox, {hdf5::kAny, 4});
    const hsize_t m = box.size() / 4;
    const auto image = hdf5::read<std::int32_t>(file, kBoxImage, {m});
    const auto cls = hdf5::read<std::int32_t>(file, kBoxClass, {m});
    const auto aligned = traits.aligned ? hdf5::read<float>(file, kAlignedBox, {m, 4}) : std::vector<float>();
    for (std::size_t i = 0; i < m; ++i) {
        if (image[i] < 0 || static_cast<std::size_t>(image[i]) >= info.size() || cls[i] < 0 ||
            static_cast<std::size_t>(cls[i]) >= classes)
            throw DataError(
                fmt::format("{}: box {}: found image {} and class {}, expected less than {} and {}",
                            file.where(), i, image[i], cls[i], info.size(), classes));
        auto& owner = info[static_cast<std::size_t>(image[i])];
        const float* b = &box[4 * i];
        owner.boxes.push_back({cls[i], b[0], b[1], b[2], b[3]});
        if (!traits.aligned) continue;
        const float* a = &aligned[4 * i];
        owner.alignment->boxes.push_back({cls[i], a[0], a[1], a[2], a[3]});
    }
}

template <std::size_t kWords>
std::vector<std::array<std::uint64_t, kWords>> read_hashes(const hdf5::Handle& file, const char* dataset,
                                                           hsize_t n) {
    const auto words = hdf5::read<std::uint64_t>(file, dataset, {n, kWords});
    std::vector<std::array<std::uint64_t, kWords>> hashes(n);
    for (std::size_t i = 0; i < n; ++i) std::copy_n(&words[kWords * i], kWords, hashes[i].begin());
    return hashes;
}

std::vector<SampleInfo> read_infos(const hdf5::Handle& file, hsize_t n, const DatasetTraits& traits) {
    const auto classes = traits.classes.size();
    const auto regions = static_cast<std::ptrdiff_t>(traits.regions.size());
    const auto hash = hdf5::read<std::uint64_t>(file, kHash, {n, traits.regions.size()});
    const auto block_hash = read_hashes<10>(file, kBlockHash, n);
    const auto average_hash = read_hashes<4>(file, kAverageHash, n);
    const auto flagged = hdf5::read<std::uint8_t>(file, kFlagged, {n});
    const auto label = hdf5::read<std::uint8_t>(file, kLabel, {n, classes});
    const auto size = hdf5::read<std::int32_t>(file, kSize, {n, 2});
    const auto name = hdf5::read_strings(file, kName, {n});
    const auto patient = hdf5::read_strings(file, kPatient, {n});
    const auto acquisition = read_acquisition(file, n);
    const auto refuse = [&](const char* dataset, std::size_t row, int value, const char* expected) {
        throw DataError(fmt::format("{}: data set '{}': sample '{}': found the value {}, expected {}",
                                    file.where(), dataset, name[row], value, expected));
    };
    for (std::size_t i = 0; i < label.size(); ++i)
        if (label[i] != kLabelAbsent && label[i] != kLabelPresent && label[i] != kLabelUnknown)
            refuse(kLabel, i / classes, label[i], "0, 1 or 255");
    for (std::size_t i = 0; i < n; ++i)
        if (flagged[i] > 1) refuse(kFlagged, i, flagged[i], "0 or 1");
    std::vector<SampleInfo> info(n);
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint8_t* labels = label.data() + i * classes;
        const std::uint64_t* hashes = hash.data() + static_cast<std::ptrdiff_t>(i) * regions;
        info[i] = {name[i],
                   patient[i],
                   size[2 * i],
                   size[2 * i + 1],
                   {hashes, hashes + regions},
                   block_hash[i],
                   average_hash[i],
                   flagged[i] != 0,
                   {labels, labels + classes},
                   {},
                   acquisition[i],
                   {}};
    }
    if (traits.aligned) {
        const auto map = hdf5::read<float>(file, kAlignment, {n, 2, 3});
        for (std::size_t i = 0; i < n; ++i)
            std::copy_n(&map[6 * i], 6, info[i].alignment.emplace().map.begin());
    }
    add_boxes(file, traits, info);
    return info;
}

ShardMetadata read_metadata(const std::filesystem::path& path) try {
    const hdf5::Handle file = hdf5::open_file(path, hdf5::Access::read_only);
    check_version(file);
    ShardMetadata result;
    result.traits = read_traits(file);
    const auto size = static_cast<hsize_t>(result.traits.image_size);
    const hdf5::ByteRange image = hdf5::locate_contiguous(file, kImage, {hdf5::kAny, size, size});
    const hdf5::ByteRange lungs = hdf5::locate_contiguous(file, kLungs, image.shape);
    const hsize_t n = image.shape.front();
    result.image_offset = image.offset;
    result.lungs_offset = lungs.offset;
    result.info = read_infos(file, n, result.traits);
    result.checksum = hdf5::read<std::uint32_t>(file, kChecksum, {n});
    result.info_checksum = hdf5::read<std::uint32_t>(file, kInfoChecksum, {n});
    return result;
} catch (const DataError& error) {
    throw DataError(fmt::format("{}; run gren prepare again, into a new folder", error.what()));
}

}  // namespace

ShardReader::ShardReader(const std::filesystem::path& file)
    : metadata_(read_metadata(file)), file_(PosixFile::open_for_reading(file)) {}

void ShardReader::read_pixels(std::int64_t row, std::span<std::uint8_t> image,
                              std::span<std::uint8_t> lungs) const {
    const std::int64_t sample_bytes = std::int64_t{metadata_.traits.image_size} * metadata_.traits.image_size;
    file_.read_at(metadata_.image_offset + row * sample_bytes, image);
    file_.read_at(metadata_.lungs_offset + row * sample_bytes, lungs);
}

}  // namespace gren
