#include "dataio/atomic_file.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "dataio/posix_file.h"
#include "tests/dataio/limited_disk.h"

namespace gren::atomic_file_test {
namespace {

using testing::HasSubstr;

std::string contents_of(const std::filesystem::path& file) {
    std::ifstream input(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(input), {}};
}

TEST(AtomicFile, AppearsWholeAndReplaces) {
    const ScratchFolder folder;
    const auto file = folder.path() / "document";
    write_file_atomically(file, std::string("a\0b", 3));
    EXPECT_EQ(contents_of(file), std::string("a\0b", 3));
    write_file_atomically(file, "");
    EXPECT_EQ(contents_of(file), "");
    EXPECT_FALSE(std::filesystem::exists(temporary_name(file)));
}

TEST(AtomicFile, FullDiskLeavesTheOldFile) {
    const ScratchFolder folder;
    const auto file = folder.path() / "document";
    write_file_atomically(file, "old");
    const std::string error =
        error_on_limited_disk(1000, [&] { write_file_atomically(file, std::string(1001, 'x')); });
    EXPECT_THAT(error, HasSubstr("document.partial: cannot write: File too large"));
    EXPECT_EQ(contents_of(file), "old");
    EXPECT_FALSE(std::filesystem::exists(temporary_name(file)));
}

TEST(AtomicFile, AbsentFolderIsNamed) {
    EXPECT_THAT(refusal([] { write_file_atomically("/nowhere/document", "x"); }),
                HasSubstr("/nowhere/document.partial: cannot create: No such file"));
}

TEST(AtomicFile, CannotReplaceAFolder) {
    const ScratchFolder folder;
    std::filesystem::create_directories(folder.path() / "document");
    EXPECT_THAT(refusal([&] { write_file_atomically(folder.path() / "document", "x"); }),
                HasSubstr("cannot be renamed from"));
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "document.partial"));
}

TEST(PosixFile, NoSpaceLeftIsAnError) {
    const std::vector<std::uint8_t> bytes(10);
    EXPECT_EQ(refusal([&] { PosixFile::open_for_writing("/dev/full").write_at(0, bytes); }),
              "/dev/full: cannot write: No space left on device");
}

}  // namespace
}  // namespace gren::atomic_file_test
