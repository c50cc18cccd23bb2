#include "dataio/lock_holder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>

namespace gren {
namespace {

// The 22nd word of its line; the second, its name in brackets, may have blanks. 0: it is not there, or dead.
std::int64_t start_of(std::int64_t process) {
    std::ifstream stream(fmt::format("/proc/{}/stat", process));
    std::string line, word, state;
    std::getline(stream, line);
    std::istringstream words(line.substr(line.rfind(')') + 1));
    words >> state;
    for (int i = 4; i < 22; ++i) words >> word;
    std::int64_t start = 0;
    return words >> start && state != "Z" && state != "X" ? start : 0;
}

}  // namespace

bool LockHolder::is(const LockHolder& other) const {
    return host == other.host && boot == other.boot && process == other.process && started == other.started;
}

std::string LockHolder::name() const {
    return fmt::format("process {} on {}", process, host);
}

std::string LockHolder::text() const {
    return fmt::format("{} {} {} {} {:012} end\n", host, boot, process, started, beats);
}

LockHolder this_process() {
    std::array<char, 256> name{};
    gethostname(name.data(), name.size() - 1);
    LockHolder own{.host = name.data(), .boot = "", .process = getpid(), .started = start_of(getpid())};
    std::ifstream("/proc/sys/kernel/random/boot_id") >> own.boot;
    if (own.host.empty()) own.host = "unnamed";
    if (own.boot.empty()) own.boot = "unknown-to-" + own.host;
    return own;
}

std::optional<LockHolder> holder_from(const std::string& text) {
    LockHolder found;
    std::string end;
    std::istringstream words(text);
    if (words >> found.host >> found.boot >> found.process >> found.started >> found.beats >> end &&
        end == "end")
        return found;
    return std::nullopt;
}

bool runs_here(const LockHolder& holder) {
    return start_of(holder.process) == holder.started;
}

}  // namespace gren
