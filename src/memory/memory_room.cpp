#include "src/memory/memory_room.h"

#include <c10/core/CachingDeviceAllocator.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

#include "distributed/agreement.h"

namespace gren {
namespace {

constexpr auto kUnlimited = std::numeric_limits<std::int64_t>::max();

std::int64_t left_of_address_space() {
    rlimit limit{};
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return kUnlimited;
    std::int64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return static_cast<std::int64_t>(limit.rlim_cur) - pages * sysconf(_SC_PAGESIZE);
}

// Of the innermost group (version 2), as containers and Slurm set it; "max" reads as no number.
std::int64_t left_of_control_group() {
    std::string path;
    std::getline(std::ifstream("/proc/self/cgroup"), path);
    if (!path.starts_with("0::")) return kUnlimited;
    const auto folder = "/sys/fs/cgroup" + path.substr(3);
    std::int64_t limit = 0, used = 0;
    if (!(std::ifstream(folder + "/memory.max") >> limit) ||
        !(std::ifstream(folder + "/memory.current") >> used))
        return kUnlimited;
    return limit - used;
}

}  // namespace

std::int64_t free_host_bytes() {
    std::ifstream lines("/proc/meminfo");
    for (std::string name, unit; lines >> name;) {
        std::int64_t kib = 0;
        if (name == "MemAvailable:" && lines >> kib) return kib * 1024;
        std::getline(lines, unit);
    }
    return kUnlimited;
}

std::int64_t room_bytes(const World& world) {
    const auto device = world.device();
    if (!device.is_cpu()) {
        auto* allocator = c10::getDeviceAllocator(device.type());
        return static_cast<std::int64_t>(allocator->getMemoryInfo(device.index()).first);
    }
    const std::int64_t ranks = world.local_size();
    return std::min({free_host_bytes() / ranks, left_of_control_group() / ranks, left_of_address_space()});
}

std::int64_t least_room_bytes(World& world) {
    return least_of_ranks(world, room_bytes(world));
}

}  // namespace gren
