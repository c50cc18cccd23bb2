// A first signal is remembered, its echo ignored, a second ends the process.
#include "src/run/stop_signals.h"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <map>
#include <thread>

namespace gren::stop_signals_test {

TEST(StopSignals, the_first_is_remembered_by_name) {
    for (const auto& [number, name] : {std::pair(SIGTERM, "SIGTERM"), std::pair(SIGINT, "SIGINT"),
                                       std::pair(SIGUSR1, "SIGUSR1"), std::pair(SIGUSR2, "SIGUSR2")}) {
        const StopSignals signals;
        EXPECT_FALSE(signals.received());
        std::raise(number);
        ASSERT_TRUE(signals.received());
        EXPECT_STREQ(signals.name(), name);
    }
}

// As Slurm preempts a job without grace time.
TEST(StopSignals, one_that_comes_at_once_behind_the_first_is_its_echo) {
    const StopSignals signals;
    std::raise(SIGTERM);
    std::raise(SIGTERM);
    std::raise(SIGUSR1);
    EXPECT_STREQ(signals.name(), "SIGTERM");
}

TEST(StopSignalsDeath, the_second_ends_the_process) {
    EXPECT_EXIT(
        {
            const StopSignals signals;
            std::raise(SIGUSR1);
            std::this_thread::sleep_for(std::chrono::milliseconds(2100));
            std::raise(SIGTERM);
        },
        testing::KilledBySignal(SIGTERM), "");
}

}  // namespace gren::stop_signals_test
