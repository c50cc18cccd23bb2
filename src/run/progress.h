// What a job says of itself to people: a line with its rate and when it will be done.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace gren {

// A line on stderr of a job's first rank alone, also before MPI has started: what begins now and is silent
// for a while.
void say_begun(const std::string& sentence);

// One line that rewrites itself on a terminal; elsewhere a plain line after 2 s, then each time as long again
// up to every 30 s, and at the end.
class Progress {
  public:
    // `done_before`: units an earlier run did, left out of the rate. `speaks`: false on all ranks but one.
    Progress(std::string what, std::int64_t total, std::int64_t done_before = 0, bool speaks = true);
    // `detail` follows rate and ETA. `done` counts units of `total`.
    void update(std::int64_t done, const std::string& detail = "");
    void finish(const std::string& detail = "");

  private:
    void print(std::int64_t done, const std::string& detail, bool last);
    std::string what_;
    std::int64_t total_, done_before_, done_ = 0;
    bool speaks_, terminal_;
    std::chrono::steady_clock::time_point start_, printed_;
};

}  // namespace gren
