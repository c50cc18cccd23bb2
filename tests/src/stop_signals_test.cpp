// A first signal is remembered, a second ends the process.
#include "src/stop_signals.h"

#include <gtest/gtest.h>

#include <csignal>

namespace gren {

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

TEST(StopSignalsDeathTest, the_second_ends_the_process) {
    EXPECT_EXIT(
        {
            const StopSignals signals;
            std::raise(SIGUSR1);
            std::raise(SIGTERM);
        },
        testing::KilledBySignal(SIGTERM), "");
}

}  // namespace gren
