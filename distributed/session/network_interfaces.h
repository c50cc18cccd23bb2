// The networks that this host is attached to.
#pragma once

#include <string>
#include <vector>

namespace gren {

struct NetworkInterface {
    std::string name;          // "eth0"
    std::string address;       // IPv4, "10.77.0.1"
    std::string subnet;        // "10.77.0.0/24"
    bool is_up = false;        // switched on: programs may take it
    bool has_carrier = false;  // and something is at the other end
};

// Those with an IPv4 address, loopback apart, in the system's order.
std::vector<NetworkInterface> network_interfaces();

// "eth0 (10.77.0.1), eth1 (10.78.0.1, down)"; "none".
std::string to_text(const std::vector<NetworkInterface>& interfaces);

}  // namespace gren
