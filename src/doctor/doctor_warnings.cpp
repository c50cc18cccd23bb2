#include "src/doctor/doctor_warnings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <map>

namespace gren {
namespace {

constexpr double kLargestSkew = 1;  // seconds; logs of two hosts can then still be laid side by side
constexpr double kLeastMemory = 4;  // GiB a rank: ResNet-50 at 512², four images, with its optimizer
constexpr double kLeastSharedMemory = 0.0625;  // GiB a rank
constexpr double kLeastRoom = 2;               // GiB for a run: three checkpoints, weights, logs

using Ranks = std::vector<RankFacts>;
using Warnings = std::vector<std::string>;

// "rank 1, 3", of the ranks for which it holds.
std::string ranks_where(const Ranks& ranks, const std::function<bool(const RankFacts&)>& holds) {
    std::vector<std::size_t> found;
    for (std::size_t rank = 0; rank < ranks.size(); ++rank)
        if (holds(ranks[rank])) found.push_back(rank);
    return found.empty() ? "" : fmt::format("rank {}", fmt::join(found, ", "));
}

std::map<std::string, int> count_by_host(const Ranks& ranks) {
    std::map<std::string, int> count;
    for (const auto& rank : ranks) ++count[rank.place.host];
    return count;
}

void compare(const Ranks& ranks, const char* what, const std::function<std::string(const RankFacts&)>& value,
             const char* cure, Warnings& warnings) {
    const auto others = ranks_where(ranks, [&](const auto& r) { return value(r) != value(ranks.front()); });
    if (!others.empty())
        warnings.push_back(
            fmt::format("{} of {} is not that of rank 0 ({}): {}", what, others, value(ranks.front()), cure));
}

// Every rank opens the data set by its own host's disks.
void warn_of_data(const Ranks& ranks, Warnings& warnings) {
    const auto& first = ranks.front().dataset;
    const auto others = ranks_where(ranks, [&](const auto& r) { return r.dataset != first; });
    if (others.empty()) return;
    const auto other = std::ranges::find_if(ranks, [&](const auto& r) { return r.dataset != first; });
    warnings.push_back(fmt::format(
        "the data set of {} is not that of rank 0 ({:.12}); on {}, where {} lies, it is: {:.120}; put one "
        "data set on a "
        "disk that all hosts share, or a whole copy on each",
        others, first, other->place.host,
        other->data && !other->data->mount.empty() ? other->data->mount : "--data", other->dataset));
}

// Ranks of a host share its memory and cores: by MPI those that can share memory, here those of one name.
void warn_of_names(const Ranks& ranks, Warnings& warnings) {
    const auto ranks_of_host = count_by_host(ranks);
    for (const auto& [host, count] : ranks_of_host) {
        const auto one = std::ranges::find(ranks, host, [](const auto& r) { return r.place.host; });
        if (one->local_size == count) continue;
        warnings.push_back(fmt::format(
            "{} ranks are on a host that is called {}, but MPI sees {} that share memory: give each host or "
            "container a name of its own",
            count, host, one->local_size));
    }
}

void warn_of_clocks(const Ranks& ranks, Warnings& warnings) {
    const auto [earliest, latest] =
        std::ranges::minmax(ranks, {}, [](const auto& r) { return r.place.clock; });
    if (clock_skew(ranks) > kLargestSkew)
        warnings.push_back(
            fmt::format("the hosts' clocks are {:.1f} s apart ({} is ahead of {}), so that their logs cannot "
                        "be compared: start a time "
                        "service (chrony)",
                        clock_skew(ranks), latest.place.host, earliest.place.host));
}

void warn_of_cores(const Ranks& ranks, int threads_per_rank, Warnings& warnings) {
    const auto few = ranks_where(ranks, [&](const auto& r) {
        return static_cast<int>(r.place.cores.size()) < std::min(threads_per_rank, r.place.cores_of_host);
    });
    if (!few.empty())
        warnings.push_back(fmt::format(
            "{} may use fewer cores than its {} threads need, so that loader and step take turns on one: "
            "start with mpirun "
            "--bind-to none (Open MPI binds small jobs to one core each), or srun --cpus-per-task={}",
            few, threads_per_rank, threads_per_rank));
    const auto ranks_of_host = count_by_host(ranks);
    for (const auto& [host, count] : ranks_of_host) {
        const auto on_host = std::ranges::find(ranks, host, [](const auto& r) { return r.place.host; });
        if (on_host->place.cores_of_host < count)
            warnings.push_back(fmt::format("host {} has {} cores for {} ranks: start fewer ranks there", host,
                                           on_host->place.cores_of_host, count));
    }
    // Bound ranks, each to fewer cores than the host has, must not be bound to the same ones.
    for (std::size_t a = 0; a < ranks.size(); ++a)
        for (std::size_t b = a + 1; b < ranks.size(); ++b)
            if (ranks[a].place.host == ranks[b].place.host && ranks[a].place.cores == ranks[b].place.cores &&
                static_cast<int>(ranks[a].place.cores.size()) < ranks[a].place.cores_of_host) {
                warnings.push_back(
                    fmt::format("ranks {} and {} are bound to the same cores of {}, where others are free: "
                                "start with mpirun --bind-to "
                                "none or srun --cpu-bind=cores",
                                a, b, ranks[a].place.host));
                return;
            }
}

void warn_of_memory(const Ranks& ranks, Warnings& warnings) {
    const auto ranks_of_host = count_by_host(ranks);
    const auto share = [&](const RankFacts& r, double gib) { return gib / ranks_of_host.at(r.place.host); };
    if (const auto few =
            ranks_where(ranks, [&](const auto& r) { return share(r, r.place.memory_gib) < kLeastMemory; });
        !few.empty())
        warnings.push_back(fmt::format(
            "{} has less than {} GiB of free memory: start fewer ranks on its host, or ask for more (--mem)",
            few, kLeastMemory));
    if (const auto few = ranks_where(
            ranks, [&](const auto& r) { return share(r, r.place.shared_memory_gib) < kLeastSharedMemory; });
        !few.empty())
        warnings.push_back(
            fmt::format("{} has less than {} MiB of /dev/shm, which MPI uses between ranks of a host: empty "
                        "it, or give a container more "
                        "(--shm-size=1g)",
                        few, 1024 * kLeastSharedMemory));
}

void warn_of_storage(const Ranks& ranks, Warnings& warnings) {
    if (const auto& run = ranks.front().run; run && !run->writable)
        warnings.emplace_back("rank 0 cannot write in --run's folder: choose another, or change its owner");
    if (const auto& run = ranks.front().run; run && run->free_gib < kLeastRoom)
        warnings.push_back(fmt::format(
            "--run has {:.1f} GiB of room, less than the {} of a run: make room, or write elsewhere",
            run->free_gib, kLeastRoom));
    if (const auto none = ranks_where(ranks, [](const auto& r) { return r.data && r.data->lock != "works"; });
        !none.empty())
        warnings.push_back(fmt::format(
            "{} cannot lock files of --data ({}): gren does not need it, other readers of HDF5 do: set "
            "HDF5_USE_FILE_LOCKING=FALSE for them",
            none, std::ranges::find_if(ranks, [](const auto& r) {
                      return r.data && r.data->lock != "works";
                  })->data->lock));
}

// Ranks that see one GPU each cannot reach each other's memory: NCCL then goes through the host.
void warn_of_gpus(const Ranks& ranks, Warnings& warnings) {
    const auto ranks_of_host = count_by_host(ranks);
    if (const auto alone = ranks_where(
            ranks, [&](const auto& r) { return r.gpus_visible == 1 && ranks_of_host.at(r.place.host) > 1; });
        !alone.empty())
        warnings.push_back(fmt::format(
            "{} sees one GPU, though other ranks of its host have theirs, so that GPUs reach each other "
            "through the host only: ask by --gpus-per-node with --gpu-bind=none, not by --gpus-per-task",
            alone));
}

}  // namespace

double clock_skew(const Ranks& ranks) {
    const auto [earliest, latest] =
        std::ranges::minmax(ranks, {}, [](const auto& r) { return r.place.clock; });
    return latest.place.clock - earliest.place.clock;
}

Warnings doctor_warnings(const Ranks& ranks, int threads_per_rank) {
    Warnings warnings;
    compare(
        ranks, "the code", [](const auto& r) { return r.code; }, "install one build on all hosts", warnings);
    compare(
        ranks, "the libtorch or MPI", [](const auto& r) { return r.libraries; },
        "install one build on all hosts", warnings);
    compare(
        ranks, "the configuration", [](const auto& r) { return r.configuration; },
        "give all ranks the same options", warnings);
    warn_of_data(ranks, warnings);
    warn_of_names(ranks, warnings);
    warn_of_cores(ranks, threads_per_rank, warnings);
    warn_of_memory(ranks, warnings);
    warn_of_storage(ranks, warnings);
    warn_of_gpus(ranks, warnings);
    warn_of_clocks(ranks, warnings);
    if (ranks.size() > 1 && !ranks.front().place.has_pmix)
        warnings.emplace_back("no PMIx: under srun use --mpi=pmix (srun --mpi=list shows what there is)");
    return warnings;
}

}  // namespace gren
