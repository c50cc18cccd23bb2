// A copy on a host's own disk: whole, checked, gone on with, in nobody's way, and gone.
#include "dataio/shards/shard_stage.h"

#include <gmock/gmock.h>

#include <set>

#include "dataio/shards/dataset.h"
#include "tests/dataio/limited_disk.h"
#include "tests/dataio/small_dataset.h"

namespace gren::shard_stage_test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

struct ShardStageTest : testing::Test {
    const ScratchFolder scratch;
    const fs::path data = made(scratch.path() / "set"), disk = scratch.path() / "disk";
    const fs::path copy = ShardStage::folder_of(read_dataset_document(data), disk);

    static fs::path made(const fs::path& folder) {
        fs::create_directory(folder);
        write_small_dataset(folder, 5, 2);
        return folder;
    }
    static void stage_all(ShardStage& stage) {
        for (std::size_t shard = 0; shard < stage.shards(); ++shard) stage.stage(shard);
        stage.complete();
    }
    std::set<std::string> names_in_copy() const {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(copy)) names.insert(entry.path().filename());
        return names;
    }
};

TEST_F(ShardStageTest, is_the_data_set_byte_for_byte_and_goes) {
    {
        ShardStage stage(data, disk, false);
        stage_all(stage);
        for (const auto* file : {"shard-0.h5", "shard-1.h5", "shard-2.h5", "dataset.json"})
            EXPECT_EQ(bytes_of(copy / file), bytes_of(data / file)) << file;
        EXPECT_EQ(stage.copied(), 3U);
        EXPECT_EQ(stage.copied_bytes(), static_cast<std::int64_t>(fs::file_size(data / "shard-0.h5") +
                                                                  fs::file_size(data / "shard-1.h5") +
                                                                  fs::file_size(data / "shard-2.h5")));
        EXPECT_EQ(Dataset(copy).digest(), Dataset(data).digest());
    }
    EXPECT_FALSE(fs::exists(disk));
    EXPECT_TRUE(fs::exists(data / "dataset.json"));
}

TEST_F(ShardStageTest, is_read_on_when_its_names_are_gone) {
    std::vector<std::uint8_t> image(9), lungs(9);
    ShardStage stage(data, disk, false);
    stage_all(stage);
    const Dataset opened(copy);
    stage.release();
    EXPECT_FALSE(fs::exists(copy));
    opened.read_pixels(4, image, lungs);
    EXPECT_EQ(image, small_sample(4).image);
    // Another process may have a copy of its own there by now, which is not this one's to take away.
    ShardStage other(data, disk, false);
    stage_all(other);
    stage.release();
    EXPECT_TRUE(fs::exists(copy / "dataset.json"));
}

TEST_F(ShardStageTest, goes_also_when_it_comes_to_nothing) {
    fs::create_directory(disk);
    {
        ShardStage stage(data, disk, false);
        stage.stage(0);
    }
    EXPECT_TRUE(fs::is_empty(disk));
}

TEST_F(ShardStageTest, kept_or_interrupted_it_is_gone_on_with) {
    {
        ShardStage stage(data, disk, true);
        stage.stage(0);
        scratch.write("disk/" + copy.filename().string() + "/shard-1.h5.partial", "a copy that was killed");
    }
    EXPECT_EQ(names_in_copy(), (std::set<std::string>{"lock", "shard-0.h5", "shard-1.h5.partial"}));
    {
        ShardStage stage(data, disk, true);
        stage_all(stage);
        EXPECT_EQ(stage.copied(), 2U);
    }
    EXPECT_EQ(names_in_copy(),
              (std::set<std::string>{"lock", "shard-0.h5", "shard-1.h5", "shard-2.h5", "dataset.json"}));
    ShardStage stage(data, disk, false);
    stage_all(stage);
    EXPECT_EQ(stage.copied(), 0U);
    stage.release();
    EXPECT_FALSE(fs::exists(copy));
}

TEST_F(ShardStageTest, what_has_another_digest_is_copied_again) {
    {
        ShardStage stage(data, disk, true);
        stage_all(stage);
    }
    auto spoilt = bytes_of(copy / "shard-1.h5");
    spoilt[spoilt.size() / 2] ^= 1;
    std::ofstream(copy / "shard-1.h5", std::ios::binary) << spoilt;
    std::ofstream(copy / "dataset.json") << "{}";
    ShardStage stage(data, disk, true);
    stage_all(stage);
    EXPECT_EQ(stage.copied(), 1U);
    EXPECT_EQ(bytes_of(copy / "shard-1.h5"), bytes_of(data / "shard-1.h5"));
    EXPECT_EQ(bytes_of(copy / "dataset.json"), bytes_of(data / "dataset.json"));
}

TEST_F(ShardStageTest, of_a_shard_that_is_not_what_was_written_is_refused) {
    auto spoilt = bytes_of(data / "shard-1.h5");
    spoilt[spoilt.size() / 2] ^= 1;
    std::ofstream(data / "shard-1.h5", std::ios::binary) << spoilt;
    ShardStage stage(data, disk, true);
    stage.stage(0);
    EXPECT_THAT(refusal([&] { stage.stage(1); }),
                AllOf(HasSubstr("shard-1.h5: its copy in " + copy.string() + " has SHA-256 "),
                      HasSubstr("--verify")));
    EXPECT_EQ(names_in_copy(), (std::set<std::string>{"lock", "lock.holder", "shard-0.h5"}));
}

TEST_F(ShardStageTest, where_the_data_lies_is_refused) {
    EXPECT_THAT(refusal([&] { ShardStage(data, data, false); }), HasSubstr("is where --data"));
    fs::create_directory_symlink(data, scratch.path() / "link");
    EXPECT_THAT(refusal([&] { ShardStage(data, scratch.path() / "link", false); }),
                HasSubstr("is where --data"));
    fs::create_directory(disk);
    fs::create_directory_symlink(data, copy);
    EXPECT_THAT(refusal([&] { ShardStage(data, disk, false); }), HasSubstr("is where --data"));
    EXPECT_TRUE(fs::exists(data / "shard-0.h5"));
}

TEST_F(ShardStageTest, with_anything_else_is_refused_and_left_alone) {
    scratch.write("disk/" + copy.filename().string() + "/notes.txt", "mine");
    EXPECT_THAT(refusal([&] { ShardStage(data, disk, false); }),
                AllOf(HasSubstr("holds notes.txt"), HasSubstr("remove it or choose another")));
    EXPECT_EQ(names_in_copy(), std::set<std::string>{"notes.txt"});
    // What lies beside it in the same place is nobody's business.
    fs::rename(copy / "notes.txt", disk / "notes.txt");
    EXPECT_NO_THROW(ShardStage(data, disk, false));
    EXPECT_TRUE(fs::exists(disk / "notes.txt"));
}

TEST_F(ShardStageTest, belongs_to_one_process_at_a_time) {
    ShardStage stage(data, disk, true);
    EXPECT_THAT(refusal([&] { ShardStage(data, disk, true); }),
                HasSubstr("another process is at work in this folder"));
    stage_all(stage);
    stage.release();  // kept, and free for another
    EXPECT_TRUE(fs::exists(copy / "dataset.json"));
    EXPECT_NO_THROW(ShardStage(data, disk, true));
}

TEST_F(ShardStageTest, wants_room) {
    EXPECT_NO_THROW(require_room_for_stage("d", 5, 5));
    EXPECT_THAT(refusal([] { require_room_for_stage("d", 3 << 20, 10 << 20); }),
                HasSubstr("--stage d: has 3.0 MiB of room, expected 10.0 MiB for the shards"));
}

}  // namespace
}  // namespace gren::shard_stage_test
