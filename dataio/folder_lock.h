// One program at a time in a folder that several processes, of one host or several, could be told to write.
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "dataio/lock_holder.h"
#include "dataio/posix_file.h"

namespace gren {

// Held while it lives. Among processes of one kernel by flock(2), gone with its process, however that ends.
// Other hosts may not see that lock, or see it long after its host is lost: beside `file` stands FILE.holder,
// made by one alone (O_EXCL), in which the holder counts on while it lives. Clocks are never compared.
class FolderLock {
  public:
    struct Patience {
        std::chrono::milliseconds beat{3000};      // between the holder's signs of life
        std::chrono::milliseconds silence{30000};  // after which a holder of another host counts as lost
    };
    using Waiting = std::function<void(const std::string& lines)>;

    // Makes and locks `file`. What a process of this kernel left when it was killed is taken over at once;
    // that of another host is watched first, and `waiting` called about every second: with lines for people
    // where there is something new to say, else with nothing. Throws DataError: another process holds it,
    // cannot be created.
    explicit FolderLock(const std::filesystem::path& file);
    FolderLock(const std::filesystem::path& file, const Waiting& waiting, Patience patience);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

    // The file beside `file` in which the holder counts.
    static std::filesystem::path holder_of(const std::filesystem::path& file);

    // Throws DataError where another process has taken it over, since this one or its disk stood still.
    // Costs nothing between two beats; thread-safe.
    void require_held() const;

  private:
    void acquire(const Waiting& waiting);
    // Whether the holder's text stays the same; false also where it is there no more, or only now.
    bool is_silent(const std::string& text, const Waiting& waiting) const;
    void take_away(const std::string& text) const;
    [[noreturn]] void refuse(const std::optional<LockHolder>& holder) const;
    void beat() const;

    const std::filesystem::path lock_file_, file_;
    const Patience patience_;
    PosixFile kernel_lock_;
    mutable std::mutex mutex_;
    mutable LockHolder own_;
    mutable std::string lost_to_;
    mutable std::chrono::steady_clock::time_point last_beat_;
    std::condition_variable_any stops_;
    std::jthread beats_;
};

}  // namespace gren
