// The hosts of the ranks, examined together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "distributed/world.h"
#include "src/doctor/host_facts.h"
#include "src/doctor/rank_facts.h"

namespace gren {

// First ranks of the hosts, ascending: [hosts].
std::vector<int> first_ranks(const std::vector<RankFacts>& ranks);

// Collective. Of every host, in the order of first_ranks(): its networks, what it reaches by them, what it
// calls the others, and, where rank 0 can write in --run's folder, whether it sees what rank 0 wrote there.
std::vector<HostFacts> examine_hosts(World& world, const std::vector<RankFacts>& ranks);

// The networks that connect all hosts; nothing of one host.
std::string network_lines(const std::vector<HostFacts>& hosts);

}  // namespace gren
