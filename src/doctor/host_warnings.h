// What in the facts of several hosts will keep their ranks from each other, each with its cure.
#pragma once

#include <string>
#include <vector>

#include "src/doctor/host_facts.h"

namespace gren {

// What the environment says of networks; empty: nothing.
struct NetworkSettings {
    std::string mpi = {};      // OMPI_MCA_btl_tcp_if_include or …_exclude
    std::string daemons = {};  // OMPI_MCA_oob_tcp_if_include or …_exclude
    std::string nccl = {};     // NCCL_SOCKET_IFNAME
    bool on_gpus = false;
};
NetworkSettings network_settings_of_environment(bool on_gpus);

// A sentence each; none of one host.
std::vector<std::string> host_warnings(const std::vector<HostFacts>& hosts, const NetworkSettings& settings);

// "a, b, c and 5 more".
std::string some_of(const std::vector<std::string>& names);

}  // namespace gren
