#include "dataio/storage_check.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include "tests/support/scratch_folder.h"

namespace gren::storage_check_test {

TEST(StorageCheck, of_a_folder_and_of_one_still_to_be_made) {
    const ScratchFolder scratch;
    for (const auto& folder : {scratch.path(), scratch.path() / "runs" / "later"}) {
        const auto found = check_storage(folder);
        EXPECT_NEAR(found.free_gib,
                    static_cast<double>(std::filesystem::space(scratch.path()).available) / (1 << 30), 0.5);
        EXPECT_TRUE(found.writable);
        EXPECT_EQ(found.lock, "works");
    }
    EXPECT_TRUE(std::filesystem::is_empty(scratch.path()));
}

TEST(StorageCheck, of_a_folder_that_cannot_be_written) {
    const auto found = check_storage("/proc/self");
    EXPECT_FALSE(found.writable);
}

}  // namespace gren::storage_check_test
