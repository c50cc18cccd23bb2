#include "distributed/mpi/host_address.h"

#include <arpa/inet.h>
#include <netdb.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "distributed/session/host_name.h"
#include "distributed/session/network_interfaces.h"

namespace gren {
namespace {

bool is_loopback(const sockaddr& address) {
    if (address.sa_family == AF_INET)
        return ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr) >> 24 == 127;
    return address.sa_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
}

std::string first_network_address() {
    const auto interfaces = network_interfaces();
    const auto found = std::ranges::find_if(interfaces, &NetworkInterface::is_up);
    return found == interfaces.end() ? "" : found->address;
}

}  // namespace

bool means_loopback(const std::string& name) {
    addrinfo* list = nullptr;
    if (getaddrinfo(name.c_str(), nullptr, nullptr, &list) != 0) return false;
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(list, freeaddrinfo);
    for (const auto* at = list; at != nullptr; at = at->ai_next)
        if (!is_loopback(*at->ai_addr)) return false;
    return true;
}

std::string address_for_others() {
    if (const char* given = std::getenv("MASTER_ADDR"); given != nullptr && *given != '\0') return given;
    const auto name = host_name();
    if (!means_loopback(name)) return name;
    const auto address = first_network_address();
    return address.empty() ? name : address;
}

}  // namespace gren
