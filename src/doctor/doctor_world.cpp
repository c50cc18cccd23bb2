#include "src/doctor/doctor_world.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "dataio/digest.h"
#include "dataio/shards/dataset_document.h"
#include "distributed/collective_speed.h"
#include "distributed/collectives.h"
#include "src/doctor/doctor_warnings.h"
#include "src/run/version.h"

namespace gren {
namespace {

RankFacts facts_of_this_rank(World& world, const DoctorQuestion& question) {
    const auto check = [](const std::optional<std::filesystem::path>& folder) {
        return folder ? std::optional(check_storage(*folder)) : std::nullopt;
    };
    RankFacts facts;
    facts.device = question.device;
    facts.gpus_visible = question.gpus_visible;
    facts.code = code_version();
    facts.configuration =
        sha256(question.options + (question.data ? read_dataset_document(*question.data).digest : ""))
            .substr(0, 12);
    facts.data = check(question.data);
    facts.run = check(question.run);
    barrier(world);  // the clocks are read at one moment
    facts.place = place_of_this_rank();
    return facts;
}

std::string host_lines(const std::vector<RankFacts>& ranks) {
    std::map<std::string, std::vector<std::size_t>> by_host;
    for (std::size_t rank = 0; rank < ranks.size(); ++rank) by_host[ranks[rank].place.host].push_back(rank);
    std::string text;
    for (const auto& [host, own] : by_host) {
        const auto& place = ranks[own.front()].place;
        text += fmt::format("host {}: rank {}; {:.1f} GiB of memory and {:.1f} GiB of /dev/shm free; {}\n",
                            host, fmt::join(own, ", "), place.memory_gib, place.shared_memory_gib,
                            place.has_bfloat16
                                ? "bfloat16 instructions"
                                : "a CPU without bfloat16 instructions, on which --precision bf16 is "
                                  "several times slower than fp32");
        for (const auto rank : own)
            text += fmt::format("  rank {}: {} of {} cores; {}\n", rank, ranks[rank].place.cores.size(),
                                ranks[rank].place.cores_of_host, ranks[rank].device);
    }
    return text;
}

std::string storage_line(const char* option, const std::optional<std::filesystem::path>& folder,
                         const std::optional<StorageCheck>& found) {
    if (!found) return "";
    return fmt::format("{} {}: {:.1f} GiB free, {}, file locks: {}\n", option, folder->string(),
                       found->free_gib, found->writable ? "writable" : "read-only", found->lock);
}

std::string speed_table(const std::vector<CollectiveSpeed>& speeds) {
    auto text = fmt::format("\n{:<16} {:>14} {:>22}\n", "collective", "8 bytes, us", "16 MiB, sent MB/s");
    for (const auto& speed : speeds)
        text += fmt::format(
            "{:<16} {:>14.1f} {:>22}\n", name_of(speed.collective), 1e6 * speed.latency,
            speed.bytes_per_second > 0 ? fmt::format("{:.0f}", speed.bytes_per_second / 1e6) : "-");
    return text;
}

}  // namespace

std::string doctor_report(World& world, const DoctorQuestion& question) {
    const auto texts = gather_text(world, to_json(facts_of_this_rank(world, question)));
    const auto speeds = collective_speeds(world);
    if (world.rank() != 0) return "";
    std::vector<RankFacts> ranks;
    for (const auto& text : texts) ranks.push_back(rank_facts_from_json(text));
    const auto& first = ranks.front();
    auto report = version_text();
    report +=
        fmt::format("\nworld: {} rank{}, {}, {}; clocks within {:.3f} s; configuration {}\n", ranks.size(),
                    ranks.size() == 1 ? "" : "s",
                    first.place.launcher == "none" ? "started alone" : "started by " + first.place.launcher,
                    first.place.has_pmix ? "PMIx" : "no PMIx", clock_skew(ranks), first.configuration);
    report += host_lines(ranks) + storage_line("--data", question.data, first.data) +
              storage_line("--run", question.run, first.run) + speed_table(speeds) + "\n";
    const auto warnings = doctor_warnings(ranks, question.threads_per_rank);
    for (const auto& warning : warnings) report += "warning: " + warning + "\n";
    if (warnings.empty()) report += "nothing to mend\n";
    return report;
}

}  // namespace gren
