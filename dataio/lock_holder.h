// Which process holds a folder, in words that a process of another host can read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace gren {

struct LockHolder {
    std::string host;  // its name, for people
    std::string
        boot;  // drawn by its kernel at its start: where it is one's own, that kernel knows the process
    std::int64_t process = 0;
    std::int64_t started = 0;  // clock ticks behind the kernel's start: not another process of that number
    std::int64_t beats = 0;    // grows while the process lives

    bool is(const LockHolder& other) const;  // whatever their beats
    std::string name() const;                // "process 12 on node1"
    std::string text() const;                // of one length, whatever the beats
};

LockHolder this_process();

// Of LockHolder::text(); nothing where that is not whole.
std::optional<LockHolder> holder_from(const std::string& text);

// REQUIRES: holder.boot is that of this kernel. Whether its process is still there; false where that is in
// another namespace of processes.
bool runs_here(const LockHolder& holder);

}  // namespace gren
