// Which ranks have not joined a collective: asked by one whose collective is late, answered by the thread
// that owns MPI on each of the others, whether it waits, is idle or has failed. A process that is stopped or
// dead gives no answer.
#pragma once

#include <mpi.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gren {

// Used by one thread.
class DesyncReport {
  public:
    explicit DesyncReport(MPI_Comm comm);  // for its messages alone; the caller's, and freed by the caller

    // Answers the ranks that have asked: this rank has begun the collectives up to number `begun`.
    // Does not wait.
    void answer(std::uint64_t begun);
    // Of each rank what it has begun, or nothing where no answer came within `patience`; answers
    // the others meanwhile.
    std::vector<std::optional<std::uint64_t>> ask(std::uint64_t begun, std::chrono::milliseconds patience);

  private:
    MPI_Comm comm_;
    int rank_, size_;
};

// Who is missing from collective `number`: "rank 2 has begun only 7, rank 3 gives no answer".
std::string absentees(const std::vector<std::optional<std::uint64_t>>& begun, std::uint64_t number);

}  // namespace gren
