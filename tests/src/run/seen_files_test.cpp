#include "src/run/seen_files.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::seen_files_test {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

TEST(SeenFiles, AFolderStandsForTheFilesInIt) {
    const ScratchFolder folder;
    const auto file = folder.write("data/dataset.json", "{}");
    folder.write("data/journal/lock", "");
    EXPECT_EQ(files_seen({folder.path() / "data", "", folder.path() / "nowhere"}), file.string() + "\n");
    EXPECT_EQ(files_seen({file}), file.string() + "\n");
}

TEST(SeenFiles, WaitsForWhatComesLaterAndAsLongAsAnyRankDoes) {
    const ScratchFolder folder;
    const auto file = folder.path() / "late";
    std::vector<bool> own;
    int others_wait = 5;
    wait_until_seen(file.string() + "\n", [&](bool waits) {
        own.push_back(waits);
        if (own.size() == 3) folder.write("late", "");
        return waits || --others_wait > 0;
    });
    EXPECT_EQ(own, (std::vector{true, true, true, false, false, false, false, false}));
}

TEST(SeenFiles, NamesTheFileAndTheHostThatDoesNotSeeIt) {
    const ScratchFolder folder;
    char host[256] = {};
    gethostname(host, sizeof host - 1);
    EXPECT_THAT(
        refusal([&] { wait_until_seen((folder.path() / "x").string(), [](bool own) { return own; }, 1ms); }),
        AllOf(HasSubstr("x: rank 0 sees it, and "), HasSubstr(host), HasSubstr("one disk")));
}

}  // namespace
}  // namespace gren::seen_files_test
