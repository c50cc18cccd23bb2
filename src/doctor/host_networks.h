// Which networks all hosts are attached to, and whether these connect them.
#pragma once

#include <string>
#include <vector>

#include "src/doctor/host_facts.h"

namespace gren {

struct HostNetwork {
    std::string
        name;  // as MPI's variables take it: of the interface, where it is one on all hosts; else the subnet
    std::vector<NetworkInterface> of_host;  // [hosts]
};

// Those by which every host could reach every other one: an interface with a carrier on each, all of one name
// or in one subnet, with addresses of their own.
std::vector<HostNetwork> common_networks(const std::vector<HostFacts>& hosts);

// Whether every host has reached the others by it.
bool connects(const HostNetwork& network, const std::vector<HostFacts>& hosts);

}  // namespace gren
