// The one place that reads an MPI return code.
#pragma once

#include <source_location>

namespace gren {

// Throws std::runtime_error with the call's name, MPI's own text, the rank (before MPI_Init the
// bare code), whether errno speaks of memory, and the caller's line unless `code` is MPI_SUCCESS. Needs a
// communicator whose errors are returned (MPI_ERRORS_RETURN).
void check_mpi(int code, const char* call, std::source_location where = std::source_location::current());

}  // namespace gren
