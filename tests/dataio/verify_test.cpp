#include "dataio/verify.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "dataio/shard_reader.h"
#include "tests/dataio/small_dataset.h"

namespace gren {
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
    const std::string error = data_error_of([&] { verify(folder.path()); });
    EXPECT_THAT(error, AllOf(HasSubstr("shard-1.h5: sample 'image_3.png': pixels have checksum"),
                             HasSubstr("shard-1.h5: found SHA-256"), Not(HasSubstr("image_2")),
                             Not(HasSubstr("shard-0"))));
    flip_bit(shard, ShardReader(shard).metadata().image_offset);
    EXPECT_THAT(data_error_of([&] { verify(folder.path()); }),
                AllOf(HasSubstr("image_2.png"), HasSubstr("image_3.png")));
}

TEST(Verify, NamesTheShardOfChangedMetadata) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 5, 2);
    const auto shard = folder.path() / "shard-0.h5";
    std::ifstream input(shard, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(input), {}};
    flip_bit(shard, static_cast<std::int64_t>(bytes.find("patient 0")));
    EXPECT_THAT(data_error_of([&] { verify(folder.path()); }),
                AllOf(HasSubstr("shard-0.h5: found SHA-256"), Not(HasSubstr("checksum"))));
}

}  // namespace
}  // namespace gren
