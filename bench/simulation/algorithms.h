// Collectives as messages between ranks. None carries values: all that counts is who waits for whose bytes.
// "rails": as NCCL does on hosts with several GPUs, first inside each host, as a ring, then along the GPUs of
// one place in all hosts, so that each GPU's network card carries its part; there the reach doubles in each
// round where the number of hosts is a power of two, else it is a ring. An all-to-all meets inside the host,
// too, and the reach of a small all-reduce doubles over all.
// "open-mpi": as Open MPI 4.1 does without blocking (coll/libnbc), sums by binomial trees by way of rank 0,
// all pairs at once for the rest.
#pragma once

#include <mpi.h>

#include <cstdint>
#include <memory>
#include <string>

namespace gren::simulation {

class Algorithms {
  public:
    virtual ~Algorithms() = default;
    // Collective. `bytes`: of a rank's own part for all_gather, else of all that a rank gives.
    virtual void all_reduce(std::int64_t bytes) = 0;
    virtual void all_gather(std::int64_t bytes) = 0;
    virtual void reduce_scatter(std::int64_t bytes) = 0;
    virtual void all_to_all(std::int64_t bytes) = 0;
};

// The ranks of `comm` stand on hosts with `per_host` ranks each, in order. `name`: rails or
// open-mpi. Throws std::invalid_argument.
std::unique_ptr<Algorithms> make_algorithms(const std::string& name, MPI_Comm comm, int per_host);

// By its name in a plan. Throws std::invalid_argument.
void carry_out(Algorithms& algorithms, const std::string& collective, std::int64_t bytes);

}  // namespace gren::simulation
