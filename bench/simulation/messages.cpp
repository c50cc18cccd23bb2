#include "bench/simulation/messages.h"

#include <algorithm>
#include <utility>

#include "bench/simulation/machine.h"

namespace gren::simulation {
namespace {

constexpr std::int64_t kWord = sizeof(double),
                       kMost = 1 << 30;  // of a message: SMPI counts its bytes in an int

int words(std::int64_t bytes) {
    return static_cast<int>((bytes + kWord - 1) / kWord);
}

void* memory(std::int64_t bytes) {
    return message_memory(static_cast<std::size_t>(words(bytes)) * kWord);
}

}  // namespace

Group::Group(MPI_Comm of) : comm(of) {
    MPI_Comm_rank(comm, &rank);
    MPI_Comm_size(comm, &size);
}

void exchange(const Group& group, int to, int from, std::int64_t bytes) {
    auto* place = memory(std::min(bytes, kMost));
    std::vector<MPI_Request> requests;
    auto left = bytes;
    do {
        const int count = words(std::min(left, kMost));
        if (from != kNoOne)
            MPI_Irecv(place, count, MPI_DOUBLE, from, 0, group.comm, &requests.emplace_back());
        if (to != kNoOne) MPI_Isend(place, count, MPI_DOUBLE, to, 0, group.comm, &requests.emplace_back());
        left -= kMost;
    } while (left > 0);
    wait_for(std::move(requests));
}

void exchange_with_all(const Group& group, std::int64_t bytes) {
    auto* place = memory(bytes);
    std::vector<MPI_Request> requests;
    for (int away = 1; away < group.size; ++away) {
        const int to = (group.rank + away) % group.size, from = (group.rank - away + group.size) % group.size;
        MPI_Irecv(place, words(bytes), MPI_DOUBLE, from, 0, group.comm, &requests.emplace_back());
        MPI_Isend(place, words(bytes), MPI_DOUBLE, to, 0, group.comm, &requests.emplace_back());
    }
    wait_for(std::move(requests));
}

void around_the_ring(const Group& group, int rounds, std::int64_t bytes) {
    for (int round = 0; round < rounds; ++round)
        exchange(group, (group.rank + 1) % group.size, (group.rank + group.size - 1) % group.size, bytes);
}

}  // namespace gren::simulation
