#include "dataio/shards/shard_writer.h"

#include <gmock/gmock.h>

#include "dataio/digest.h"
#include "dataio/shards/shard_reader.h"
#include "tests/dataio/limited_disk.h"

namespace gren::shard_writer_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> files_in(const fs::path& folder) {
    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path().filename());
    return files;
}

// Written full, or with room to spare: the same samples either way.
class ShardWriterOfCapacity : public testing::TestWithParam<std::int64_t> {};

TEST_P(ShardWriterOfCapacity, HoldsExactlyWhatWasAdded) {
    const ScratchFolder folder;
    const auto file = folder.path() / "a.h5";
    ShardWriter writer(file, kSmallTraits, GetParam());
    for (int i = 0; i < 4; ++i) writer.add(small_sample(i));
    EXPECT_FALSE(fs::exists(file));
    const ShardEntry entry = writer.finish();

    EXPECT_EQ(files_in(folder.path()), std::vector<std::string>{"a.h5"});
    EXPECT_EQ(entry.file, "a.h5");
    EXPECT_EQ(entry.samples, 4);
    EXPECT_EQ(entry.sha256, sha256_of_file(file));
    EXPECT_LT(fs::file_size(file), 20'000U);
    const ShardReader shard(file);
    ASSERT_EQ(shard.metadata().info.size(), 4U);
    for (int i = 0; i < 4; ++i) {
        const Sample expected = small_sample(i);
        std::vector<std::uint8_t> image(9), lungs(9);
        shard.read_pixels(i, image, lungs);
        EXPECT_EQ(image, expected.image) << i;
        EXPECT_EQ(lungs, expected.lungs) << i;
        const SampleInfo& info = shard.metadata().info[static_cast<std::size_t>(i)];
        EXPECT_EQ(info.name, expected.info.name);
        EXPECT_EQ(info.hash, expected.info.hash);
        EXPECT_EQ(info.block_hash, expected.info.block_hash);
        EXPECT_EQ(info.average_hash, expected.info.average_hash);
    }
}
INSTANTIATE_TEST_SUITE_P(FullAndNot, ShardWriterOfCapacity, testing::Values(4, 5, 100'000));

TEST(ShardWriter, WithoutFinishLeavesNothing) {
    const ScratchFolder folder;
    {
        ShardWriter writer(folder.path() / "a.h5", kSmallTraits, 4);
        writer.add(small_sample(0));
    }
    EXPECT_TRUE(files_in(folder.path()).empty());
}

TEST(ShardWriter, NeverOverwritesAShard) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 1, 1);
    EXPECT_THAT(refusal([&] { ShardWriter(folder.path() / "shard-0.h5", kSmallTraits, 1); }),
                HasSubstr("shard-0.h5: exists, expected a new file"));
}

TEST(ShardWriter, RefusesAnEmptyShard) {
    const ScratchFolder folder;
    EXPECT_THAT(refusal([&] { ShardWriter(folder.path() / "a.h5", kSmallTraits, 4).finish(); }),
                HasSubstr("a.h5: found no sample"));
    EXPECT_TRUE(files_in(folder.path()).empty());
}

TEST(ShardWriter, RefusesSamplesThatDoNotFit) {
    const ScratchFolder folder;
    ShardWriter writer(folder.path() / "a.h5", kSmallTraits, 1);
    Sample sample = small_sample(0);
    sample.lungs.pop_back();
    EXPECT_THAT(refusal([&] { writer.add(sample); }),
                HasSubstr("sample 'image_0.png': found 9 bytes of image and 8 of lungs, expected 9 each"));
    sample = small_sample(0);
    sample.info.label.push_back(0);
    EXPECT_THAT(refusal([&] { writer.add(sample); }), HasSubstr("found 3 labels, expected 2"));
    sample = small_sample(0);
    sample.info.boxes.push_back({2, 0, 0, 1, 1});
    EXPECT_THAT(refusal([&] { writer.add(sample); }), HasSubstr("box of class 2, expected 0 to 1"));
    writer.add(small_sample(0));
    EXPECT_THAT(refusal([&] { writer.add(small_sample(1)); }), HasSubstr("already holds its 1 samples"));
    EXPECT_EQ(writer.finish().samples, 1);
}

// 2000 samples: 36 kB of pixels, then 360 kB of metadata. The disk ends in the pixels, then in the metadata.
class ShardWriterOnFullDisk : public testing::TestWithParam<rlim_t> {};

TEST_P(ShardWriterOnFullDisk, ThrowsAndLeavesNothing) {
    const ScratchFolder folder;
    const std::string error = error_on_limited_disk(GetParam(), [&] {
        ShardWriter writer(folder.path() / "a.h5", kSmallTraits, 2000);
        for (int i = 0; i < 2000; ++i) writer.add(small_sample(i));
        writer.finish();
    });
    EXPECT_THAT(error, HasSubstr("a.h5.partial"));
    EXPECT_THAT(error, HasSubstr(": cannot write: File too large; make room, then go on with --resume"));
    EXPECT_THAT(error, Not(HasSubstr("errno")));
    EXPECT_THAT(error, Not(HasSubstr("\n")));
    EXPECT_TRUE(files_in(folder.path()).empty());
}
INSTANTIATE_TEST_SUITE_P(PixelsMetadata, ShardWriterOnFullDisk, testing::Values(20'000, 60'000));

}  // namespace
}  // namespace gren::shard_writer_test
