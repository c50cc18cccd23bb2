// Where a rank runs and what it may use there: what `gren doctor` compares between ranks.
#pragma once

#include <string>
#include <vector>

#include "distributed/world.h"

namespace gren {

struct RankPlace {
    std::string host;
    std::vector<int> cores;  // that this process may run on, ascending
    int cores_of_host = 1;   // online
    std::string launcher;    // "mpirun", "srun", "none"
    bool has_pmix = false;
    double clock = 0;              // seconds since 1970, when asked
    double memory_gib = 0;         // available on the host
    double shared_memory_gib = 0;  // free in /dev/shm, which MPI uses between ranks of a host
    bool has_bfloat16 = true;      // bfloat16_cpu.h
};

RankPlace place_of_this_rank();

// Collective: how many cores a rank may count on, at least one, where those of a host that may run on the
// same cores share them.
int own_share_of_cores(World& world);

std::string to_json(const RankPlace& place);
RankPlace rank_place_from_json(const std::string& text);

}  // namespace gren
