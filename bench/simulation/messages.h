// The messages that collectives are made of. Sizes are rounded up to 8 bytes.
#pragma once

#include <mpi.h>

#include <cstdint>
#include <vector>

namespace gren::simulation {

// A communicator and this rank's place in it.
struct Group {
    explicit Group(MPI_Comm comm);
    MPI_Comm comm;
    int rank = 0, size = 1;
};

constexpr int kNoOne = -1;

// To one rank while from another.
void exchange(const Group& group, int to, int from, std::int64_t bytes);

// `bytes` to each rank of the group and from each, all at once.
void exchange_with_all(const Group& group, std::int64_t bytes);

// `rounds` times `bytes` to the next rank of the ring while from the one before.
void around_the_ring(const Group& group, int rounds, std::int64_t bytes);

}  // namespace gren::simulation
