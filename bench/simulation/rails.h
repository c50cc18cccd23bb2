#pragma once

#include "bench/simulation/algorithms.h"

namespace gren::simulation {

// Collective: "rails" of algorithms.h.
std::unique_ptr<Algorithms> make_rails(MPI_Comm comm, int per_host);

}  // namespace gren::simulation
