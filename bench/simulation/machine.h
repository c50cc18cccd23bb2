// What a rank of the player stands on. machine_simulated.cpp: a host that SimGrid's SMPI simulates, where
// nothing is computed or copied and time is the simulator's. machine_real.cpp: a real one, which sleeps where
// the other would compute.
#pragma once

#include <mpi.h>

#include <cstddef>
#include <vector>

namespace gren::simulation {

// After MPI_Init.
void start_machine();

// Takes so long; simulated, longer while another rank of the same host computes, since they share it.
void compute(double seconds);

// Until all are complete; really, it sleeps between looks, as the program's own queue does.
void wait_for(std::vector<MPI_Request> requests);

// For messages of `bytes`. Simulated: of any size, since none is read or written. Not to be freed.
void* message_memory(std::size_t bytes);

}  // namespace gren::simulation
