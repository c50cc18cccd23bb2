#pragma once

#include "bench/simulation/algorithms.h"

namespace gren::simulation {

// "open-mpi" of algorithms.h.
std::unique_ptr<Algorithms> make_trees(MPI_Comm comm);

}  // namespace gren::simulation
