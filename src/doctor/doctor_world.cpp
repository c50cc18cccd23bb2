#include "src/doctor/doctor_world.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dataio/data_error.h"
#include "dataio/digest.h"
#include "dataio/shards/dataset_document.h"
#include "distributed/collective_speed.h"
#include "distributed/collectives.h"
#include "distributed/session/collective_error.h"
#include "distributed/session/link_speed.h"
#include "src/doctor/doctor_json.h"
#include "src/doctor/doctor_warnings.h"
#include "src/doctor/host_warnings.h"
#include "src/doctor/hosts.h"
#include "src/doctor/libraries.h"
#include "src/doctor/link_report.h"
#include "src/run/version.h"

namespace gren {
namespace {

constexpr std::size_t kHostsInFull = 16;

// Where rank 0 sees it and another host does not, that is for the report.
std::string dataset_seen(const std::filesystem::path& folder, int rank) {
    try {
        return read_dataset_document(folder).digest;
    } catch (const DataError& error) {
        if (rank == 0) throw;
        return error.what();
    }
}

RankFacts facts_of_this_rank(World& world, const DoctorQuestion& question) {
    const auto check = [](const std::optional<std::filesystem::path>& folder) {
        return folder ? std::optional(check_storage(*folder)) : std::nullopt;
    };
    RankFacts facts;
    facts.device = question.device;
    facts.gpus_visible = question.gpus_visible;
    facts.code = code_version();
    facts.libraries = loaded_libraries();
    facts.configuration = sha256(question.options).substr(0, 12);
    facts.local_rank = world.local_rank();
    facts.local_size = world.local_size();
    facts.share_of_cores = own_share_of_cores(world);
    if (question.data) facts.dataset = dataset_seen(*question.data, world.rank());
    facts.data = check(question.data);
    facts.run = check(question.run);
    barrier(world);  // the clocks are read at one moment
    facts.place = place_of_this_rank();
    return facts;
}

std::string rank_line(std::size_t rank, const RankFacts& facts) {
    return fmt::format("  rank {} ({} of {} here): {} of {} cores, its share {}; {}\n", rank,
                       facts.local_rank + 1, facts.local_size, facts.place.cores.size(),
                       facts.place.cores_of_host, facts.share_of_cores, facts.device);
}

std::string host_lines(const std::vector<RankFacts>& ranks, const std::vector<HostFacts>& hosts) {
    std::string text;
    for (const auto& host : hosts) {
        std::vector<std::size_t> own;
        for (std::size_t rank = 0; rank < ranks.size(); ++rank)
            if (ranks[rank].place.host == host.host) own.push_back(rank);
        const auto& place = ranks[own.front()].place;
        text += fmt::format("host {}: rank {}; {:.1f} GiB of memory and {:.1f} GiB of /dev/shm free; {}{}\n",
                            host.host, fmt::join(own, ", "), place.memory_gib, place.shared_memory_gib,
                            place.has_bfloat16
                                ? "bfloat16 instructions"
                                : "a CPU without bfloat16 instructions, on which --precision bf16 is "
                                  "several times slower than fp32",
                            hosts.size() == 1 ? "" : "; " + to_text(host.interfaces));
        if (hosts.size() > kHostsInFull) continue;
        for (const auto rank : own) text += rank_line(rank, ranks[rank]);
    }
    return text;
}

std::string storage_line(const char* option, const std::optional<std::filesystem::path>& folder,
                         const std::optional<StorageCheck>& found) {
    if (!found) return "";
    return fmt::format("{} {}: {:.1f} GiB free, {}, file locks: {}{}\n", option, folder->string(),
                       found->free_gib, found->writable ? "writable" : "read-only", found->lock,
                       found->mount.empty() ? "" : "; " + found->mount);
}

std::string speed_table(const std::vector<CollectiveSpeed>& speeds) {
    auto text = fmt::format("\n{:<16} {:>14} {:>22}\n", "collective", "8 bytes, us", "16 MiB, sent MB/s");
    for (const auto& speed : speeds)
        text += fmt::format(
            "{:<16} {:>14.1f} {:>22}\n", name_of(speed.collective), 1e6 * speed.latency,
            speed.bytes_per_second > 0 ? fmt::format("{:.0f}", speed.bytes_per_second / 1e6) : "-");
    return text;
}

std::string warning_lines(const std::vector<std::string>& warnings) {
    std::string text = "\n";
    for (const auto& warning : warnings) text += "warning: " + warning + "\n";
    return warnings.empty() ? text + "nothing to mend\n" : text;
}

std::string world_line(const std::vector<RankFacts>& ranks) {
    const auto& first = ranks.front();
    return fmt::format(
        "\nworld: {} rank{}, {}, {}; clocks within {:.3f} s; configuration {}{}\n", ranks.size(),
        ranks.size() == 1 ? "" : "s",
        first.place.launcher == "none" ? "started alone" : "started by " + first.place.launcher,
        first.place.has_pmix ? "PMIx" : "no PMIx", clock_skew(ranks), first.configuration,
        first.dataset.empty() ? "" : fmt::format("; data set {:.12}", first.dataset));
}

}  // namespace

void write_doctor_report(const MpiSession& session, World& world, const DoctorQuestion& question,
                         std::ostream& out) {
    DoctorFindings found;
    auto& ranks = found.ranks;
    for (const auto& text : gather_text(world, to_json(facts_of_this_rank(world, question))))
        ranks.push_back(rank_facts_from_json(text));
    const auto& hosts = found.hosts = examine_hosts(world, ranks);
    const auto& links = found.links = link_speeds(session, first_ranks(ranks), world.timeout() / 2);
    std::vector<std::string> names;
    for (const auto& host : hosts) names.push_back(host.host);
    const bool writes = world.rank() == 0, writes_text = writes && !question.as_json;
    if (writes_text)
        out << version_text() << world_line(ranks) << host_lines(ranks, hosts) << network_lines(hosts)
            << storage_line("--data", question.data, ranks.front().data)
            << storage_line("--run", question.run, ranks.front().run) << link_table(names, links)
            << std::flush;
    auto& warnings = found.warnings = doctor_warnings(ranks, question.threads_per_rank);
    for (const auto& more : {host_warnings(hosts, network_settings_of_environment(world.device().is_cuda())),
                             link_warnings(names, links)})
        warnings.insert(warnings.end(), more.begin(), more.end());
    const auto write_the_rest = [&] {
        if (writes && question.as_json) out << doctor_json(found) << std::flush;
        if (writes_text)
            out << (found.speeds ? speed_table(*found.speeds) : "") << warning_lines(warnings) << std::flush;
    };
    try {
        found.speeds = collective_speeds(world);
    } catch (const CollectiveError&) {
        write_the_rest();
        throw;
    }
    write_the_rest();
}

}  // namespace gren
