#include "src/doctor/host_networks.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

namespace gren {
namespace {

using Interfaces = std::vector<NetworkInterface>;
using Like = std::function<bool(const NetworkInterface&)>;

// One of each host; nothing where a host has none.
std::optional<Interfaces> one_of_each(const std::vector<HostFacts>& hosts, const Like& like) {
    Interfaces found;
    for (const auto& host : hosts) {
        const auto one = std::ranges::find_if(
            host.interfaces, [&](const auto& each) { return each.has_carrier && like(each); });
        if (one == host.interfaces.end()) return std::nullopt;
        found.push_back(*one);
    }
    return found;
}

bool has_addresses_of_their_own(const Interfaces& interfaces) {
    std::set<std::string> addresses;
    for (const auto& each : interfaces) addresses.insert(each.address);
    return addresses.size() == interfaces.size();
}

}  // namespace

std::vector<HostNetwork> common_networks(const std::vector<HostFacts>& hosts) {
    std::vector<HostNetwork> networks;
    for (const auto& first : hosts.front().interfaces) {
        const auto same_name = [&](const auto& each) { return each.name == first.name; };
        const auto same_subnet = [&](const auto& each) { return each.subnet == first.subnet; };
        auto name = first.name;
        auto found = one_of_each(hosts, same_name);
        if (auto by_subnet = one_of_each(hosts, same_subnet)) {
            if (!std::ranges::all_of(*by_subnet, same_name)) name = first.subnet;
            found = by_subnet;
        }
        const auto earlier = [&](const auto& network) { return network.name == name; };
        if (found && has_addresses_of_their_own(*found) && std::ranges::none_of(networks, earlier))
            networks.push_back({name, *found});
    }
    return networks;
}

bool connects(const HostNetwork& network, const std::vector<HostFacts>& hosts) {
    return std::ranges::none_of(hosts, [&](const auto& host) {
        const auto missing = host.unreached.find(network.name);
        return missing != host.unreached.end() && !missing->second.empty();
    });
}

}  // namespace gren
