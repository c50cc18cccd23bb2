#include "dataio/folder_lock.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <optional>

#include "tests/dataio/small_dataset.h"

namespace gren::folder_lock_test {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr FolderLock::Patience kShort{.beat = 20ms, .silence = 300ms};

void hold_from_elsewhere(const std::filesystem::path& file, int beats) {
    std::ofstream(file.string() + ".holder") << "node9 another-boot 7 8 " << beats << " end\n";
}

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

TEST(FolderLock, LeavesNoHolderBehind) {
    const ScratchFolder folder;
    const auto holder = folder.path() / "lock.holder";
    {
        const FolderLock held(folder.path() / "lock");
        EXPECT_TRUE(std::filesystem::exists(holder));
    }
    EXPECT_FALSE(std::filesystem::exists(holder));
}

// flock(2) that this host alone sees: the lock file is free, and the holder counts on.
TEST(FolderLock, IsRefusedWhileAProcessOfAnotherHostCountsOn) {
    const ScratchFolder folder;
    const auto file = folder.path() / "lock";
    hold_from_elsewhere(file, 1);
    int waits = 0;
    EXPECT_THAT(refusal([&] {
                    FolderLock lock(
                        file, [&](const auto&) { hold_from_elsewhere(file, ++waits + 1); }, kShort);
                }),
                HasSubstr("another process is at work in this folder, process 7 on node9"));
    EXPECT_EQ(waits, 1);
    EXPECT_TRUE(std::filesystem::exists(file.string() + ".holder"));
}

TEST(FolderLock, IsTakenOverFromAHostThatGivesNoSignOfLife) {
    const ScratchFolder folder;
    const auto file = folder.path() / "lock";
    hold_from_elsewhere(file, 1);
    std::string said;
    const auto start = std::chrono::steady_clock::now();
    const FolderLock lock(
        file, [&](const auto& lines) { said += lines; }, kShort);
    EXPECT_GE(std::chrono::steady_clock::now() - start, kShort.silence);
    EXPECT_THAT(
        said, AllOf(HasSubstr("lock: process 7 on node9 holds this folder; waiting 0.3 s for a sign of life"),
                    HasSubstr("taken over")));
    EXPECT_NO_THROW(lock.require_held());
    EXPECT_THAT(refusal([&] { FolderLock second(file); }), Not(HasSubstr("node9")));
}

TEST(FolderLock, KnowsThatItWasTakenOver) {
    const ScratchFolder folder;
    const auto file = folder.path() / "lock";
    const FolderLock lock(file, {}, kShort);
    hold_from_elsewhere(file, 1);
    std::this_thread::sleep_for(5 * kShort.beat);
    EXPECT_THAT(refusal([&] { lock.require_held(); }), HasSubstr("was taken over by process 7 on node9"));
}

TEST(FolderLock, CountsOnWhileItIsHeld) {
    const ScratchFolder folder;
    const auto file = folder.path() / "lock";
    const auto beats = [&] {
        std::ifstream stream(file.string() + ".holder");
        std::string word;
        for (int i = 0; i < 5; ++i) stream >> word;
        return std::stoi(word);
    };
    const FolderLock lock(file, {}, kShort);
    const int before = beats();
    std::this_thread::sleep_for(5 * kShort.beat);
    EXPECT_GT(beats(), before);
}

}  // namespace
}  // namespace gren::folder_lock_test
