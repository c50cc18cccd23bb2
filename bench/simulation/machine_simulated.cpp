#include <mpi.h>

#include <simgrid/s4u/Engine.hpp>

#include "bench/simulation/machine.h"

namespace gren::simulation {

void start_machine() {
    simgrid::s4u::Engine::get_instance()->set_default_comm_data_copy_callback(
        [](simgrid::kernel::activity::CommImpl*, void*, std::size_t) {});
}

void compute(double seconds) {
    smpi_execute(seconds);
}

void wait_for(std::vector<MPI_Request> requests) {
    MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
}

void* message_memory(std::size_t) {
    alignas(16) static char memory[1 << 17];  // SMPI copies small messages, as an MPI does
    return memory;
}

}  // namespace gren::simulation
