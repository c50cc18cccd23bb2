// Every rank reads the same images from its host's copy, of which nothing is left.
#include "src/training/local_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <sstream>

#include "dataio/shards/dataset.h"
#include "distributed/collectives.h"
#include "tests/dataio/small_dataset.h"
#include "tests/support/mpi_main.h"

namespace gren::local_data_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

// What rank 0 says meanwhile; the others say nothing.
class Said {
  public:
    Said() : before_(std::cerr.rdbuf(text_.rdbuf())) {}
    ~Said() { std::cerr.rdbuf(before_); }
    std::string text() const { return text_.str(); }

  private:
    std::ostringstream text_;
    std::streambuf* before_;
};

struct LocalDataTest : testing::Test {
    LocalDataTest() {
        if (test_world().rank() == 0) {
            fs::create_directory(own.path() / "set");
            write_small_dataset(own.path() / "set", 5, 2);
        }
        const fs::path folder = gather_text(test_world(), own.path().string()).front();
        data = folder / "set", disk = folder / "disk";
    }
    // Reads all of it, when no name of the copy is needed any more.
    static void read(LocalData& local) {
        const Dataset dataset(local.folder());
        local.opened();
        barrier(test_world());
        std::vector<std::uint8_t> image(9), lungs(9);
        ASSERT_EQ(dataset.size(), 5);
        for (int i = 0; i < 5; ++i) {
            dataset.read_pixels(i, image, lungs);
            EXPECT_EQ(image, small_sample(i).image);
        }
    }
    ~LocalDataTest() override { barrier(test_world()); }

    const ScratchFolder own;
    fs::path data, disk;
};

TEST_F(LocalDataTest, is_where_it_lies_without_a_stage) {
    const Said said;
    LocalData local(test_world(), data, {});
    EXPECT_EQ(local.folder(), data);
    read(local);
    EXPECT_THAT(said.text(), IsEmpty());
    EXPECT_TRUE(fs::exists(data / "dataset.json"));
}

TEST_F(LocalDataTest, is_copied_once_a_host_and_goes) {
    const Said said;
    LocalData local(test_world(), data, {.folder = disk.string()});
    EXPECT_EQ(local.folder().parent_path(), disk);
    read(local);
    EXPECT_FALSE(fs::exists(disk));
    if (test_world().rank() == 0) {
        EXPECT_THAT(said.text(), HasSubstr(": staged 3 shards, 0.0 MiB in "));
        EXPECT_THAT(said.text(), HasSubstr(" into " + local.folder().string() + "\n"));
        EXPECT_EQ(std::ranges::count(said.text(), '\n'), 1);
    } else {
        EXPECT_THAT(said.text(), IsEmpty());
    }
}

TEST_F(LocalDataTest, is_kept_for_the_next_start) {
    {
        const Said said;
        LocalData local(test_world(), data, {.folder = disk.string(), .keep = true});
        read(local);
        EXPECT_TRUE(fs::exists(local.folder() / "dataset.json"));
    }
    barrier(test_world());
    const Said said;
    LocalData local(test_world(), data, {.folder = disk.string()});
    read(local);
    EXPECT_FALSE(fs::exists(local.folder()));
    if (test_world().rank() == 0) {
        EXPECT_THAT(said.text(), HasSubstr("staged 0 shards, 0.0 MiB in "));
        EXPECT_THAT(said.text(), HasSubstr("(3 were there)"));
    }
}

}  // namespace
}  // namespace gren::local_data_test
