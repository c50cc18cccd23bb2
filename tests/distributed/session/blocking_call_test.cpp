// A process that waits in vain ends and says for what; one that does not goes on.
#include "distributed/session/blocking_call.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace gren::blocking_call_test {
namespace {

using namespace std::chrono_literals;

TEST(BlockingCallDeathTest, ends_the_process_that_waits_longer_than_its_patience) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(
        {
            const BlockingCall call("MPI_Init_thread", 100ms);
            std::this_thread::sleep_for(60s);
        },
        testing::ExitedWithCode(1),
        "^gren: MPI_Init_thread on [^ ]+ has waited 0\\.1 s for the other ranks: .*--timeout of train, "
        "prepare or evaluate\n$");
}

TEST(BlockingCallDeathTest, leaves_a_process_alone_whose_call_has_returned) {
    const auto begun = std::chrono::steady_clock::now();
    { const BlockingCall call("MPI_Finalize", 60s); }
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 30s) << "nobody waits for the watch";
    { const BlockingCall call("MPI_Finalize", 100ms); }
    std::this_thread::sleep_for(300ms);
}

}  // namespace
}  // namespace gren::blocking_call_test
