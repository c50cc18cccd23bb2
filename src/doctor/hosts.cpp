#include "src/doctor/hosts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "distributed/collectives.h"
#include "src/doctor/host_networks.h"
#include "src/doctor/host_warnings.h"
#include "src/doctor/libraries.h"
#include "src/doctor/name_answers.h"
#include "src/doctor/shared_probe.h"
#include "src/doctor/tcp_reach.h"

namespace gren {
namespace {

using namespace std::chrono_literals;

constexpr auto kNamePatience = 5s, kConnectPatience = 2s, kProbePatience = 3s;
constexpr std::size_t kNeighbors = 64;  // that a host asks; each is asked by as many

// From each host's first rank to all ranks.
std::vector<std::string> gathered(World& world, const std::vector<int>& firsts, const std::string& own) {
    const bool speaks = std::ranges::binary_search(firsts, world.rank());
    const auto all = gather_text(world, speaks ? own : "");
    std::vector<std::string> texts;
    for (const auto first : firsts) texts.push_back(all[static_cast<std::size_t>(first)]);
    return texts;
}

std::vector<HostFacts> facts_from(const std::vector<std::string>& texts) {
    std::vector<HostFacts> hosts;
    for (const auto& text : texts) hosts.push_back(host_facts_from_json(text));
    return hosts;
}

// The hosts after it, round to itself.
std::vector<std::size_t> neighbors(std::size_t own, std::size_t hosts) {
    std::vector<std::size_t> found;
    for (std::size_t step = 1; step < std::min(hosts, kNeighbors + 1); ++step)
        found.push_back((own + step) % hosts);
    return found;
}

std::map<std::string, std::vector<std::string>> unreached_by(std::size_t own,
                                                             const std::vector<HostFacts>& hosts) {
    std::vector<TcpRoute> routes;
    std::vector<std::pair<std::string, std::string>> ends;  // network, host
    for (const auto& network : common_networks(hosts))
        for (const auto other : neighbors(own, hosts.size())) {
            const auto& from = network.of_host[own];
            routes.push_back({from.name, from.address, network.of_host[other].address, hosts[other].port});
            ends.emplace_back(network.name, hosts[other].host);
        }
    const auto answers = reached(routes, kConnectPatience);
    std::map<std::string, std::vector<std::string>> unreached;
    for (std::size_t i = 0; i < ends.size(); ++i)
        if (!answers[i]) unreached[ends[i].first].push_back(ends[i].second);
    return unreached;
}

void look_at_others(std::size_t own, std::vector<HostFacts>& hosts, const SharedProbe* probe_of_rank_0,
                    const std::string& probe) {
    std::vector<std::string> names;
    for (const auto other : neighbors(own, hosts.size())) names.push_back(hosts[other].host);
    hosts[own].names = addresses_of(names, kNamePatience);
    hosts[own].unreached = unreached_by(own, hosts);
    if (probe_of_rank_0 != nullptr || probe.empty()) return;
    const auto file = nlohmann::json::parse(probe);
    hosts[own].probe = probe_found(file.at(0), file.at(1), kProbePatience);
}

}  // namespace

std::vector<int> first_ranks(const std::vector<RankFacts>& ranks) {
    std::vector<int> firsts;
    std::vector<std::string> seen;
    for (std::size_t rank = 0; rank < ranks.size(); ++rank)
        if (const auto& host = ranks[rank].place.host; std::ranges::count(seen, host) == 0) {
            seen.push_back(host);
            firsts.push_back(static_cast<int>(rank));
        }
    return firsts;
}

std::vector<HostFacts> examine_hosts(World& world, const std::vector<RankFacts>& ranks) {
    const auto firsts = first_ranks(ranks);
    const auto own = std::ranges::find(firsts, world.rank());
    const TcpListener listener;
    const HostFacts facts{.host = ranks[static_cast<std::size_t>(world.rank())].place.host,
                          .kernel = kernel_release(),
                          .interfaces = network_interfaces(),
                          .port = listener.port()};
    auto hosts = facts_from(gathered(world, firsts, to_json(facts)));
    if (hosts.size() == 1) return hosts;
    std::optional<SharedProbe> probe;
    if (world.rank() == 0 && ranks.front().run) probe.emplace(ranks.front().run->folder);
    const auto told =
        probe && !probe->path().empty() ? nlohmann::json{probe->path(), probe->contents()}.dump() : "";
    const auto file = gather_text(world, told).front();
    std::string seen;
    if (own != firsts.end()) {
        const auto index = static_cast<std::size_t>(own - firsts.begin());
        look_at_others(index, hosts, probe ? &*probe : nullptr, file);
        seen = to_json(hosts[index]);
    }
    return facts_from(
        gathered(world, firsts, seen));  // the file and the listener stay until all have seen them
}

std::string network_lines(const std::vector<HostFacts>& hosts) {
    if (hosts.size() < 2) return "";
    std::string text;
    for (const auto& network : common_networks(hosts))
        if (connects(network, hosts))
            text += fmt::format("network {}: connects all hosts ({})\n", network.name,
                                network.of_host.front().subnet);
    std::vector<std::string> kernels;
    for (const auto& host : hosts)
        if (std::ranges::count(kernels, host.kernel) == 0) kernels.push_back(host.kernel);
    if (kernels.size() > 1) text += fmt::format("kernels differ: Linux {}\n", some_of(kernels));
    return text;
}

}  // namespace gren
