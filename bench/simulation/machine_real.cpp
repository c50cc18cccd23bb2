#include <chrono>
#include <thread>
#include <vector>

#include "bench/simulation/machine.h"

namespace gren::simulation {

void start_machine() {}

void compute(double seconds) {
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

void wait_for(std::vector<MPI_Request> requests) {
    for (int done = 0; !done;) {
        MPI_Testall(static_cast<int>(requests.size()), requests.data(), &done, MPI_STATUSES_IGNORE);
        if (!done) compute(200e-6);
    }
}

void* message_memory(std::size_t bytes) {
    static std::vector<char> memory;
    if (memory.size() < bytes) memory.resize(bytes);
    return memory.data();
}

}  // namespace gren::simulation
