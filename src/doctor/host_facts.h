// What `gren doctor` asks of every host, by the first of its ranks: its networks, what other hosts' names
// mean to it, and whether it reaches them and their files.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "distributed/session/network_interfaces.h"

namespace gren {

struct HostFacts {
    std::string host;
    std::string kernel = {};  // "5.15.0"
    std::vector<NetworkInterface> interfaces = {};
    int port = 0;  // at which it waits for the others' connections

    // Known once the hosts have heard the above of each other: what other hosts' names mean here, addresses
    // each; of each network (host_networks.h) the hosts that do not answer by it; and what was found in place
    // of the file that rank 0 wrote in --run: empty where it is as written, or where there is none.
    std::map<std::string, std::vector<std::string>> names = {}, unreached = {};
    std::string probe = {};
};

std::string to_json(const HostFacts& facts);
HostFacts host_facts_from_json(const std::string& text);

}  // namespace gren
