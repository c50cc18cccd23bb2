// The first messages between the ranks of a world. Where MPI has taken a network that does not connect the
// hosts, they never arrive, and MPI itself would wait for ever.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "distributed/session/network_interfaces.h"

namespace gren {

// Collective, right after MPI_Init. Throws std::runtime_error: not all ranks came through within `patience`.
void require_first_word(std::chrono::milliseconds patience);

// What is said then, on a host with these interfaces.
std::string no_first_word(const std::string& host, const std::vector<NetworkInterface>& interfaces,
                          std::chrono::milliseconds patience);

}  // namespace gren
