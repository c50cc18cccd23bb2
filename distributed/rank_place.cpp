#include "distributed/rank_place.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sched.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "distributed/bfloat16_cpu.h"
#include "distributed/collectives.h"
#include "distributed/session/host_name.h"
#include "distributed/session/launcher.h"

namespace gren {
namespace {

constexpr double kGib = 1 << 30;

std::vector<int> allowed_cores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    sched_getaffinity(0, sizeof set, &set);
    std::vector<int> cores;
    for (int core = 0; core < CPU_SETSIZE; ++core)
        if (CPU_ISSET(core, &set)) cores.push_back(core);
    return cores;
}

// Of what the kernel can give to new programs; /proc(5).
double available_memory_gib() {
    std::ifstream info("/proc/meminfo");
    double kib = 0;
    for (std::string word; info >> word;)
        if (word == "MemAvailable:") info >> kib;
    return kib * 1024 / kGib;
}

double free_gib(const char* folder) {
    struct statvfs found = {};
    return statvfs(folder, &found) == 0
               ? static_cast<double>(found.f_bavail) * static_cast<double>(found.f_frsize) / kGib
               : 0;
}

}  // namespace

RankPlace place_of_this_rank() {
    const std::chrono::duration<double> now = std::chrono::system_clock::now().time_since_epoch();
    return {.host = host_name(),
            .cores = allowed_cores(),
            .cores_of_host = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN)),
            .launcher = launcher(),
            .has_pmix = launched_with_pmix(),
            .clock = now.count(),
            .memory_gib = available_memory_gib(),
            .shared_memory_gib = free_gib("/dev/shm"),
            .has_bfloat16 = this_cpu_multiplies_bfloat16()};
}

int own_share_of_cores(World& world) {
    const auto own = place_of_this_rank();
    const auto places = gather_text(world, fmt::format("{} {}", own.host, fmt::join(own.cores, ",")));
    const auto sharing = std::ranges::count(places, places[static_cast<std::size_t>(world.rank())]);
    return std::max(1, static_cast<int>(own.cores.size()) / static_cast<int>(sharing));
}

std::string to_json(const RankPlace& place) {
    return nlohmann::json{{"host", place.host},
                          {"cores", place.cores},
                          {"cores_of_host", place.cores_of_host},
                          {"launcher", place.launcher},
                          {"has_pmix", place.has_pmix},
                          {"clock", place.clock},
                          {"memory_gib", place.memory_gib},
                          {"shared_memory_gib", place.shared_memory_gib},
                          {"has_bfloat16", place.has_bfloat16}}
        .dump();
}

RankPlace rank_place_from_json(const std::string& text) {
    const auto json = nlohmann::json::parse(text);
    return {json.at("host"),        json.at("cores"), json.at("cores_of_host"), json.at("launcher"),
            json.at("has_pmix"),    json.at("clock"), json.at("memory_gib"),    json.at("shared_memory_gib"),
            json.at("has_bfloat16")};
}

}  // namespace gren
