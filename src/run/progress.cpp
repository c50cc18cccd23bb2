#include "src/run/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>

#include "src/run/duration.h"
#include "src/run/first_rank.h"

namespace gren {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kTerminalInterval = std::chrono::milliseconds(200);
constexpr Clock::duration kFirstFileInterval = std::chrono::seconds(2),
                          kLastFileInterval = std::chrono::seconds(30);

}  // namespace

void say_begun(const std::string& sentence) {
    if (is_first_rank()) std::cerr << sentence + "\n" << std::flush;
}

Progress::Progress(std::string what, std::int64_t total, std::int64_t done_before, bool speaks)
    : what_(std::move(what)),
      total_(total),
      done_before_(done_before),
      done_(done_before),
      speaks_(speaks),
      terminal_(isatty(STDERR_FILENO) != 0),
      start_(Clock::now()),
      printed_(start_) {}

void Progress::update(std::int64_t done, const std::string& detail) {
    done_ = done;
    const auto interval = terminal_ ? Clock::duration(kTerminalInterval)
                                    : std::clamp(printed_ - start_, kFirstFileInterval, kLastFileInterval);
    if (Clock::now() - printed_ < interval) return;
    print(done, detail, false);
}

void Progress::finish(const std::string& detail) {
    print(done_, detail, true);
}

void Progress::print(std::int64_t done, const std::string& detail, bool last) {
    if (!speaks_) return;
    printed_ = Clock::now();
    const double elapsed = seconds_since(start_);
    const double rate = static_cast<double>(done - done_before_) / std::max(elapsed, 1e-9);
    const auto left =
        last
            ? fmt::format("in {}", duration_text(elapsed))
            : fmt::format("ETA {}", duration_text(static_cast<double>(total_ - done) / std::max(rate, 1e-9)));
    std::cerr << fmt::format("{}{} {}/{} ({:.0f} %) {:.1f}/s {}{}{}{}", terminal_ ? "\r\033[K" : "", what_,
                             done, total_,
                             100.0 * static_cast<double>(done) /
                                 static_cast<double>(std::max<std::int64_t>(total_, 1)),
                             rate, left, detail.empty() ? "" : " ", detail, terminal_ && !last ? "" : "\n")
              << std::flush;
}

}  // namespace gren
