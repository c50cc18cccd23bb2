// Whole spans of a file, and where it ends.
#include "dataio/posix_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <numeric>

#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::posix_file_test {
namespace {

// Ten bytes, 0 to 9.
struct PosixFileTest : testing::Test {
    PosixFileTest() {
        std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
        PosixFile::create(path).write_at(0, bytes);
    }
    ScratchFolder folder;
    std::filesystem::path path = folder.path() / "bytes";
    std::array<std::uint8_t, 10> bytes;
};

// An interrupted call before, of somebody else, says nothing of a call that came to the end.
TEST_F(PosixFileTest, ends_where_it_ends_whatever_failed_before) {
    auto file = PosixFile::open_for_reading(path);
    std::array<std::uint8_t, 16> found{};
    errno = EINTR;
    EXPECT_EQ(file.read(found), 10U);
    EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), found.begin()));
    EXPECT_EQ(file.read(found), 0U);
    errno = EINTR;
    expect_data_error([&] { file.read_at(7, found); },
                      {"bytes: truncated: ends at byte 10, expected 13 more; run gren prepare again"});
}

TEST_F(PosixFileTest, is_read_and_written_at_any_place) {
    PosixFile::open_for_writing(path).write_at(4, std::array<std::uint8_t, 2>{41, 42});
    std::array<std::uint8_t, 3> found{};
    PosixFile::open_for_reading(path).read_at(3, found);
    EXPECT_EQ(found, (std::array<std::uint8_t, 3>{3, 41, 42}));
    EXPECT_EQ(bytes_of(path).size(), 10U);
}

}  // namespace
}  // namespace gren::posix_file_test
