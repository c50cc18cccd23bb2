#include "dataio/shards/verify.h"

#include <gmock/gmock.h>

#include <fstream>
#include <tuple>

#include "dataio/shards/hdf5.h"
#include "dataio/shards/shard_reader.h"
#include "tests/dataio/small_dataset.h"

namespace gren::verify_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

void flip_bit(const std::filesystem::path& file, std::int64_t offset) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(offset);
    const auto byte = static_cast<char>(stream.get() ^ 4);
    stream.seekp(offset);
    stream.put(byte);
}

TEST(Verify, AcceptsWhatWasWrittenByUsAndByH5py) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 5, 2);
    EXPECT_NO_THROW(verify(folder.path()));
    EXPECT_NO_THROW(verify(std::filesystem::path(GREN_GOLDEN_DIR) / "h5py_set"));
}

TEST(Verify, NamesTheSamplesOfFlippedBits) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 5, 2);
    const auto shard = folder.path() / "shard-1.h5";  // samples 2 and 3
    flip_bit(shard, ShardReader(shard).metadata().lungs_offset + 9 + 8);
    const std::string error = refusal([&] { verify(folder.path()); });
    EXPECT_THAT(error, AllOf(HasSubstr("shard-1.h5: sample 'image_3.png': pixels have checksum"),
                             HasSubstr("shard-1.h5: found SHA-256"), Not(HasSubstr("image_2")),
                             Not(HasSubstr("shard-0"))));
    flip_bit(shard, ShardReader(shard).metadata().image_offset);
    EXPECT_THAT(refusal([&] { verify(folder.path()); }),
                AllOf(HasSubstr("image_2.png"), HasSubstr("image_3.png")));
}

// Where the values of sample 3, the second of its shard, lie on disk.
std::int64_t offset_of(const std::filesystem::path& shard, const std::string& dataset, std::int64_t byte) {
    const auto file = hdf5::open_file(shard, hdf5::Access::read_only);
    const hdf5::Handle handle(H5Dopen2(file.id(), dataset.c_str(), H5P_DEFAULT), H5Dclose, dataset);
    return static_cast<std::int64_t>(H5Dget_offset(handle.id())) + byte;
}

TEST(Verify, NamesTheSampleOfAFlippedBitInAnyOtherDataSet) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 8, 4);
    const auto shard = folder.path() / "shard-1.h5";  // samples 4 to 7; boxes: 4 has one, 5 two, 7 one
    const std::vector<std::tuple<std::string, std::int64_t, std::string>> places = {
        {"hash", 16 + 3, "image_5.png"},
        {"block_hash", 80 + 79, "image_5.png"},
        {"average_hash", 2 * 32, "image_6.png"},
        {"flagged", 2, "image_6.png"},
        {"label", 2, "image_5.png"},
        {"size", 3 * 8 + 1, "image_7.png"},
        {"box", 16 + 4, "image_5.png"},
        {"box_class", 0, "box 0"},
        {"checksum", 4, "image_5.png"},
        {"info_checksum", 12, "image_7.png"}};
    for (const auto& [dataset, byte, sample] : places) {
        const auto at = offset_of(shard, dataset, byte);
        flip_bit(shard, at);
        const auto error = refusal([&] { verify(folder.path()); });
        EXPECT_THAT(error, HasSubstr(sample)) << dataset;
        EXPECT_THAT(error, AllOf(HasSubstr("shard-1.h5: found SHA-256"), Not(HasSubstr("shard-0"))))
            << dataset;
        flip_bit(shard, at);
    }
    const auto bytes = bytes_of(shard);
    for (const std::string text : {"image_6.png", "patient 3"}) {
        const auto at = static_cast<std::int64_t>(bytes.find(text)) + 1;
        flip_bit(shard, at);
        EXPECT_THAT(refusal([&] { verify(folder.path()); }),
                    HasSubstr("labels, boxes, hashes, size or names"));
        flip_bit(shard, at);
    }
    EXPECT_NO_THROW(verify(folder.path()));
}

TEST(Verify, ListsEveryDamagedShard) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 8, 2);
    flip_bit(folder.path() / "shard-0.h5", 1);  // HDF5's signature
    flip_bit(folder.path() / "shard-2.h5", 5);
    std::filesystem::remove(folder.path() / "shard-3.h5");
    EXPECT_THAT(refusal([&] { verify(folder.path()); }),
                AllOf(HasSubstr("shard-0.h5"), Not(HasSubstr("shard-1.h5")), HasSubstr("shard-2.h5"),
                      HasSubstr("shard-3.h5")));
}

// Pixels, every other data set, attributes, and HDF5's own structures alike, which may crash HDF5 or keep it
// busy for ever.
TEST(Verify, NoticesAFlippedBitAllOverAShard) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 4, 2);
    const auto shard = folder.path() / "shard-1.h5";
    const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(shard));
    for (std::int64_t at = 0; at < bytes; at += 41) {
        flip_bit(shard, at);
        EXPECT_THAT(refusal([&] { verify(folder.path()); }), HasSubstr("shard-1.h5")) << "byte " << at;
        flip_bit(shard, at);
    }
    EXPECT_NO_THROW(verify(folder.path()));
}

TEST(Verify, NoticesAFlippedBitInAnyByteOfTheDocument) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 4, 2);
    const auto document = folder.path() / "dataset.json";
    const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(document));
    for (std::int64_t at = 0; at < bytes; ++at) {
        flip_bit(document, at);
        EXPECT_NE(refusal([&] { verify(folder.path()); }), "") << "byte " << at;
        flip_bit(document, at);
    }
}

}  // namespace
}  // namespace gren::verify_test
