#include "dataio/shards/shard_writer.h"

#include <fmt/format.h>

#include <optional>
#include <system_error>
#include <vector>

#include "dataio/atomic_file.h"
#include "dataio/data_error.h"
#include "dataio/digest.h"
#include "dataio/posix_file.h"
#include "dataio/shards/acquisition_columns.h"
#include "dataio/shards/hdf5.h"
#include "dataio/shards/shard_digest.h"
#include "dataio/shards/shard_format.h"

namespace gren {
namespace {

namespace fs = std::filesystem;
using namespace shard_format;

// A file with room for the pixels of `rows` samples, to be filled without HDF5.
struct PixelFile {
    PixelFile(const fs::path& path, std::int64_t rows, int size)
        : file(path), sample_bytes(std::int64_t{size} * size) {
        const hdf5::Shape shape{static_cast<hsize_t>(rows), static_cast<hsize_t>(size),
                                static_cast<hsize_t>(size)};
        hdf5::Handle created = hdf5::create_file(path);
        image_offset = hdf5::create_contiguous(created, kImage, shape).offset;
        lungs_offset = hdf5::create_contiguous(created, kLungs, shape).offset;
        created.close();
        bytes.emplace(PosixFile::open_for_writing(path));
    }
    void write(std::int64_t row, std::span<const std::uint8_t> image, std::span<const std::uint8_t> lungs) {
        bytes->write_at(image_offset + row * sample_bytes, image);
        bytes->write_at(lungs_offset + row * sample_bytes, lungs);
    }

    fs::path file;
    std::int64_t sample_bytes;
    std::int64_t image_offset = 0, lungs_offset = 0;
    std::optional<PosixFile> bytes;
};

// A contiguous data set cannot shrink: the first `rows` samples move to a file of just that many.
void copy_rows(const PixelFile& from, PixelFile& to, std::int64_t rows) {
    const auto source = PosixFile::open_for_reading(from.file);
    std::vector<std::uint8_t> image(static_cast<std::size_t>(from.sample_bytes)), lungs(image.size());
    for (std::int64_t row = 0; row < rows; ++row) {
        source.read_at(from.image_offset + row * from.sample_bytes, image);
        source.read_at(from.lungs_offset + row * from.sample_bytes, lungs);
        to.write(row, image, lungs);
    }
}

// Every field but the pixels, one vector a data set.
struct Metadata {
    std::vector<std::string> name, patient;
    std::vector<std::uint64_t> hash;                 // [n, 2]
    std::vector<std::uint64_t> block_hash;           // [n, 10]
    std::vector<std::uint64_t> average_hash;         // [n, 4]
    std::vector<std::uint8_t> flagged, label;        // [n], [n, K]
    std::vector<std::int32_t> size;                  // [n, 2]
    std::vector<Acquisition> acquisition;            // [n]
    std::vector<std::uint32_t> checksum, info_sum;   // [n]
    std::vector<float> box;                          // [m, 4]
    std::vector<float> alignment, aligned_box;       // [n, 2, 3] and [m, 4], or empty
    std::vector<std::int32_t> box_image, box_class;  // [m]

    void add(const Sample& sample) {
        const SampleInfo& info = sample.info;
        for (const Box& b : info.boxes) {
            box.insert(box.end(), {b.x, b.y, b.w, b.h});
            box_image.push_back(static_cast<std::int32_t>(name.size()));
            box_class.push_back(b.cls);
        }
        name.push_back(info.name);
        patient.push_back(info.patient);
        hash.insert(hash.end(), info.hash.begin(), info.hash.end());
        block_hash.insert(block_hash.end(), info.block_hash.begin(), info.block_hash.end());
        average_hash.insert(average_hash.end(), info.average_hash.begin(), info.average_hash.end());
        flagged.push_back(info.lungs_flagged ? 1 : 0);
        label.insert(label.end(), info.label.begin(), info.label.end());
        size.insert(size.end(), {info.original_height, info.original_width});
        if (info.alignment) {
            alignment.insert(alignment.end(), info.alignment->map.begin(), info.alignment->map.end());
            for (const Box& b : info.alignment->boxes)
                aligned_box.insert(aligned_box.end(), {b.x, b.y, b.w, b.h});
        }
        acquisition.push_back(info.acquisition);
        checksum.push_back(pixel_checksum(sample.image, sample.lungs));
        info_sum.push_back(info_checksum(info));
    }
    void write(const hdf5::Handle& file) const {
        const hsize_t n = name.size(), m = box_image.size();
        hdf5::write(file, kHash, {n, hash.size() / n}, hash);
        hdf5::write(file, kBlockHash, {n, 10}, block_hash);
        hdf5::write(file, kAverageHash, {n, 4}, average_hash);
        hdf5::write(file, kFlagged, {n}, flagged);
        hdf5::write(file, kLabel, {n, label.size() / n}, label);
        hdf5::write(file, kBox, {m, 4}, box);
        hdf5::write(file, kBoxImage, {m}, box_image);
        hdf5::write(file, kBoxClass, {m}, box_class);
        hdf5::write(file, kSize, {n, 2}, size);
        hdf5::write(file, kName, name);
        hdf5::write(file, kPatient, patient);
        write_acquisition(file, acquisition);
        if (!alignment.empty()) {
            hdf5::write(file, kAlignment, {n, 2, 3}, alignment);
            hdf5::write(file, kAlignedBox, {m, 4}, aligned_box);
        }
        hdf5::write(file, kChecksum, {n}, checksum);
        hdf5::write(file, kInfoChecksum, {n}, info_sum);
    }
};

void write_traits(const hdf5::Handle& file, const DatasetTraits& traits) {
    hdf5::write_attribute(file, kFormatAttribute, kFormat);
    hdf5::write_attribute(file, kVersionAttribute, kVersion);
    hdf5::write_attribute(file, kClasses, traits.classes);
    hdf5::write_attribute(file, kImageSize, traits.image_size);
    hdf5::write_attribute(file, kHashVariant, traits.hash_variant);
    hdf5::write_attribute(file, kLungSource, traits.lung_source);
    hdf5::write_attribute(file, kRegions, traits.regions);
    hdf5::write_attribute(file, kAligned, std::string(traits.aligned ? kByLungs : kNotAligned));
}

fs::path absent(const fs::path& file) {
    if (fs::exists(file))
        throw DataError(
            fmt::format("{}: exists, expected a new file; remove it or choose another --out", file.string()));
    return file;
}

// The file under construction, gone with its owner unless it was renamed before.
struct TemporaryFile {
    fs::path path;
    ~TemporaryFile() {
        std::error_code ignored;
        fs::remove(path, ignored);
    }
};

}  // namespace

struct ShardWriter::State {
    State(fs::path target, const DatasetTraits& shard_traits, std::int64_t rows)
        : file(std::move(target)),
          traits(shard_traits),
          capacity(rows),
          temporary{temporary_name(absent(file))},
          pixels(temporary.path, capacity, traits.image_size) {}

    fs::path file;
    DatasetTraits traits;
    std::int64_t capacity;
    TemporaryFile temporary;
    PixelFile pixels;
    Metadata metadata;
};

ShardWriter::ShardWriter(fs::path file, const DatasetTraits& traits, std::int64_t capacity)
    : state_(std::make_unique<State>(std::move(file), traits, capacity)) {}

ShardWriter::~ShardWriter() = default;

void ShardWriter::add(const Sample& sample) {
    State& s = *state_;
    const auto row = static_cast<std::int64_t>(s.metadata.name.size());
    const auto refuse = [&](const std::string& problem) {
        throw DataError(fmt::format("{}: sample '{}': {}", s.file.string(), sample.info.name, problem));
    };
    const auto sample_bytes = static_cast<std::size_t>(s.pixels.sample_bytes);
    if (row == s.capacity) refuse(fmt::format("the shard already holds its {} samples", s.capacity));
    if (sample.image.size() != sample_bytes || sample.lungs.size() != sample_bytes)
        refuse(fmt::format("found {} bytes of image and {} of lungs, expected {} each", sample.image.size(),
                           sample.lungs.size(), sample_bytes));
    if (sample.info.label.size() != s.traits.classes.size())
        refuse(
            fmt::format("found {} labels, expected {}", sample.info.label.size(), s.traits.classes.size()));
    if (sample.info.alignment.has_value() != s.traits.aligned ||
        sample.info.boxes_in_image().size() != sample.info.boxes.size())
        refuse("found an alignment that does not go with its data set or boxes");
    if (sample.info.hash.size() != s.traits.regions.size())
        refuse(fmt::format("found {} hashes, expected {}", sample.info.hash.size(), s.traits.regions.size()));
    for (const Box& box : sample.info.boxes)
        if (box.cls < 0 || static_cast<std::size_t>(box.cls) >= s.traits.classes.size())
            refuse(fmt::format("found a box of class {}, expected 0 to {}", box.cls,
                               s.traits.classes.size() - 1));
    s.pixels.write(row, sample.image, sample.lungs);
    s.metadata.add(sample);
}

ShardEntry ShardWriter::finish() {
    State& s = *state_;
    const auto rows = static_cast<std::int64_t>(s.metadata.name.size());
    if (rows == 0)
        throw DataError(fmt::format("{}: found no sample, expected at least one", s.file.string()));
    const fs::path& temporary = s.temporary.path;
    ShardEntry entry{.file = s.file.filename().string(),
                     .samples = rows,
                     .sha256 = {},
                     .metadata_sha256 = {},
                     .image_offset = s.pixels.image_offset,
                     .lungs_offset = s.pixels.lungs_offset};
    if (rows < s.capacity) {
        const TemporaryFile exact{temporary_name(temporary)};
        PixelFile shorter(exact.path, rows, s.traits.image_size);
        copy_rows(s.pixels, shorter, rows);
        fs::rename(exact.path, temporary);
        entry.image_offset = shorter.image_offset;
        entry.lungs_offset = shorter.lungs_offset;
    }
    hdf5::Handle file = hdf5::open_file(temporary, hdf5::Access::read_write);
    s.metadata.write(file);
    write_traits(file, s.traits);
    file.close();
    entry.sha256 = sha256_of_file(temporary);
    entry.metadata_sha256 = metadata_sha256(temporary, entry, s.traits.image_size);
    publish(temporary, s.file);
    return entry;
}

}  // namespace gren
