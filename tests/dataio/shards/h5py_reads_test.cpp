// The other side of the format: h5py reads what the writer wrote, with SHARD_FORMAT.md as its only knowledge.
#include <cstdlib>

#include "tests/dataio/small_dataset.h"

namespace gren::h5py_reads_test {
namespace {

TEST(H5py, ReadsWhatTheWriterWrote) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 7, 3);  // shards of 3, 3 and 1; the last was made for 3 and has no box
    const std::string command =
        std::string(GREN_H5PY_PYTHON " " GREN_READ_SHARD " ") + folder.path().string() + " 7";
    EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST(H5py, ReadsAlignedFilms) {
    const ScratchFolder folder;
    write_small_aligned_dataset(folder.path(), 7, 3);
    const std::string command =
        std::string(GREN_H5PY_PYTHON " " GREN_READ_SHARD " ") + folder.path().string() + " 7 aligned";
    EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
}  // namespace gren::h5py_reads_test
