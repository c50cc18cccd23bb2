#include "src/doctor/host_warnings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <map>

#include "src/doctor/host_networks.h"

namespace gren {
namespace {

using Hosts = std::vector<HostFacts>;
using Names = std::vector<std::string>;
using Warnings = std::vector<std::string>;

constexpr std::size_t kNamed = 4;

bool is_loopback(const std::string& address) {
    return address.starts_with("127.") || address == "::1";
}

bool is_ipv4(const std::string& address) {
    return address.find(':') == std::string::npos;
}

void warn_of_address(const HostFacts& named, const Names& meant, Warnings& warnings) {
    Names own;
    for (const auto& each : named.interfaces) own.push_back(each.address);
    const auto is_own = [&](const auto& address) {
        return !is_ipv4(address) || std::ranges::count(own, address) > 0;
    };
    if (!own.empty() && std::ranges::none_of(meant, is_own))
        warnings.push_back(
            fmt::format("the name {} means {}, but that host has {}: correct DNS or /etc/hosts, by which "
                        "ranks find each other",
                        named.host, fmt::join(meant, " and "), fmt::join(own, " and ")));
}

void warn_of_name(const HostFacts& named, const Hosts& hosts, Warnings& warnings) {
    Names without, looped;
    std::map<Names, std::string> first_of;  // what it means, with the first host that says so
    for (const auto& host : hosts) {
        const auto answer = host.names.find(named.host);
        if (host.host == named.host || answer == host.names.end()) continue;
        if (answer->second.empty())
            without.push_back(host.host);
        else if (std::ranges::any_of(answer->second, is_loopback))
            looped.push_back(host.host);
        else
            first_of.emplace(answer->second, host.host);
    }
    if (!without.empty())
        warnings.push_back(fmt::format(
            "the name {} means nothing on {}, where ranks and daemons look for each other by name: "
            "add it to DNS or /etc/hosts",
            named.host, some_of(without)));
    if (!looped.empty())
        warnings.push_back(fmt::format(
            "the name {} means a loopback address (127.…) on {}, which finds itself there: give the name its "
            "network's address in DNS or /etc/hosts",
            named.host, some_of(looped)));
    if (first_of.size() > 1) {
        Names meanings;
        for (const auto& [addresses, host] : first_of)
            meanings.push_back(fmt::format("{} on {}", fmt::join(addresses, " and "), host));
        warnings.push_back(
            fmt::format("the name {} means other addresses on other hosts ({}): make DNS or /etc/hosts "
                        "agree",
                        named.host, some_of(meanings)));
    } else if (!first_of.empty()) {
        warn_of_address(named, first_of.begin()->first, warnings);
    }
}

std::string to_set(const HostNetwork& network, const NetworkSettings& settings) {
    Names names, variables;
    for (const auto& each : network.of_host)
        if (std::ranges::count(names, each.name) == 0) names.push_back(each.name);
    if (settings.mpi.empty()) variables.push_back("OMPI_MCA_btl_tcp_if_include=" + network.name);
    if (settings.daemons.empty()) variables.push_back("OMPI_MCA_oob_tcp_if_include=" + network.name);
    if (settings.nccl.empty() && (settings.on_gpus || settings.mpi.empty()))
        variables.push_back(fmt::format("{}NCCL_SOCKET_IFNAME={}", settings.on_gpus ? "" : "on GPUs ",
                                        fmt::join(names, ",")));
    return fmt::format("{}", fmt::join(variables, ", "));
}

void warn_of_networks(const Hosts& hosts, const NetworkSettings& settings, Warnings& warnings) {
    const auto networks = common_networks(hosts);
    const auto good = std::ranges::find_if(networks, [&](const auto& each) { return connects(each, hosts); });
    if (good == networks.end()) {
        for (const auto& network : networks)
            for (const auto& host : hosts)
                if (const auto missing = host.unreached.find(network.name); missing != host.unreached.end())
                    if (!missing->second.empty()) {
                        warnings.push_back(
                            fmt::format("no network connects all hosts by TCP; by {} {} does not reach {}: "
                                        "see to cables, routes, and "
                                        "firewalls, which must leave all ports open",
                                        network.name, host.host, some_of(missing->second)));
                        return;
                    }
        return;
    }
    if (!settings.mpi.empty() && (!settings.on_gpus || !settings.nccl.empty())) return;
    const auto serves = [&](const NetworkInterface& each) {
        return std::ranges::any_of(networks, [&](const auto& network) {
            return connects(network, hosts) && std::ranges::any_of(network.of_host, [&](const auto& of) {
                       return of.address == each.address && of.name == each.name;
                   });
        });
    };
    std::map<std::string, Names> misleading;  // interface, with the hosts that have it
    for (const auto& host : hosts)
        for (const auto& each : host.interfaces)
            if (each.is_up && !serves(each))
                misleading[each.name + " (" + each.subnet + ")"].push_back(host.host);
    for (const auto& [network, on] : misleading)
        warnings.push_back(
            fmt::format("{} of {} does not connect all hosts, and ranks that take it wait for ever: set {}",
                        network, some_of(on), to_set(*good, settings)));
}

void warn_of_disks(const Hosts& hosts, Warnings& warnings) {
    std::map<std::string, Names> found;
    for (const auto& host : hosts)
        if (!host.probe.empty()) found[host.probe].push_back(host.host);
    for (const auto& [what, on] : found)
        warnings.push_back(
            fmt::format("{} does not see the file that rank 0 wrote in --run's folder ({}), and would find "
                        "no checkpoint there: put "
                        "--run on a disk that all hosts share",
                        some_of(on), what));
}

std::string of_environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

}  // namespace

std::string some_of(const Names& names) {
    const auto shown = std::min(names.size(), kNamed);
    const auto first =
        fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
    return shown == names.size() ? first : fmt::format("{} and {} more", first, names.size() - shown);
}

NetworkSettings network_settings_of_environment(bool on_gpus) {
    const auto either = [](const std::string& part) {
        return of_environment(("OMPI_MCA_" + part + "_include").c_str()) +
               of_environment(("OMPI_MCA_" + part + "_exclude").c_str());
    };
    return {.mpi = either("btl_tcp_if"),
            .daemons = either("oob_tcp_if"),
            .nccl = of_environment("NCCL_SOCKET_IFNAME"),
            .on_gpus = on_gpus};
}

Warnings host_warnings(const Hosts& hosts, const NetworkSettings& settings) {
    Warnings warnings;
    if (hosts.size() < 2) return warnings;
    for (const auto& host : hosts) warn_of_name(host, hosts, warnings);
    warn_of_networks(hosts, settings, warnings);
    warn_of_disks(hosts, warnings);
    return warnings;
}

}  // namespace gren
