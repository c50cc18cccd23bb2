#include "distributed/session/network_interfaces.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <net/if.h>

#include <bit>
#include <memory>

namespace gren {
namespace {

in_addr ipv4_of(const sockaddr& address) {
    return reinterpret_cast<const sockaddr_in&>(address).sin_addr;
}

std::string text_of(in_addr address) {
    char text[INET_ADDRSTRLEN] = {};
    inet_ntop(AF_INET, &address, text, sizeof text);
    return text;
}

std::string subnet_of(in_addr address, in_addr mask) {
    return fmt::format("{}/{}", text_of({address.s_addr & mask.s_addr}), std::popcount(mask.s_addr));
}

}  // namespace

std::vector<NetworkInterface> network_interfaces() {
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return {};
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owned(list, freeifaddrs);
    std::vector<NetworkInterface> found;
    for (const auto* at = list; at != nullptr; at = at->ifa_next) {
        if (at->ifa_addr == nullptr || at->ifa_addr->sa_family != AF_INET || at->ifa_netmask == nullptr ||
            (at->ifa_flags & IFF_LOOPBACK) != 0)
            continue;
        const auto address = ipv4_of(*at->ifa_addr);
        found.push_back({.name = at->ifa_name,
                         .address = text_of(address),
                         .subnet = subnet_of(address, ipv4_of(*at->ifa_netmask)),
                         .is_up = (at->ifa_flags & IFF_UP) != 0,
                         .has_carrier = (at->ifa_flags & IFF_UP) != 0 && (at->ifa_flags & IFF_RUNNING) != 0});
    }
    return found;
}

std::string to_text(const std::vector<NetworkInterface>& interfaces) {
    std::string text;
    for (const auto& each : interfaces)
        text += fmt::format("{}{} ({}{})", text.empty() ? "" : ", ", each.name, each.address,
                            !each.is_up         ? ", down"
                            : !each.has_carrier ? ", no carrier"
                                                : "");
    return text.empty() ? "none" : text;
}

}  // namespace gren
