// How a rank waits for another that may be stopped, dead or cut off: not for ever.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "distributed/session/collective_error.h"

namespace gren {

inline constexpr auto kPollInterval = std::chrono::milliseconds(1);

// Returns once `done()`. Throws CollectiveError after `timeout`, which names `ranks()`, "2, 3", and says
// `who` they are: "who had work in hand".
template <typename Done, typename Ranks>
void wait_until(const Done& done, std::chrono::milliseconds timeout, const Ranks& ranks, const char* who) {
    using Clock = std::chrono::steady_clock;
    for (const auto since = Clock::now(); !done(); std::this_thread::sleep_for(kPollInterval))
        if (Clock::now() - since > timeout)
            throw CollectiveError(fmt::format("no word of rank {} for {:.1f} s, {}: stopped, dead or cut off",
                                              ranks(), std::chrono::duration<double>(timeout).count(), who));
}

}  // namespace gren
