#include "dataio/folder_lock.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>

#include "tests/dataio/small_dataset.h"

namespace gren::folder_lock_test {
namespace {

using testing::HasSubstr;

TEST(FolderLock, IsHeldByOneAndFreeAfterIt) {
    const ScratchFolder folder;
    const auto file = folder.path() / "lock";
    std::optional<FolderLock> first(file);
    EXPECT_THAT(refusal([&] { FolderLock second(file); }),
                HasSubstr("lock: another process is at work in this folder"));
    first.reset();
    EXPECT_NO_THROW(FolderLock third(file));
}

TEST(FolderLock, GoesWithAKilledProcess) {
    const ScratchFolder folder;
    const auto file = folder.path() / "lock";
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
        const FolderLock held(file);
        char done = 1;
        if (write(ready[1], &done, 1) == 1) pause();
        _exit(1);
    }
    char done = 0;
    ASSERT_EQ(read(ready[0], &done, 1), 1);
    EXPECT_THAT(refusal([&] { FolderLock second(file); }), HasSubstr("another process"));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    EXPECT_NO_THROW(FolderLock third(file));
}

TEST(FolderLock, RefusesAFolderThatIsNotThere) {
    EXPECT_THAT(refusal([] { FolderLock lock("/nowhere/lock"); }), HasSubstr("/nowhere/lock"));
}

}  // namespace
}  // namespace gren::folder_lock_test
