#include "distributed/session/mpi_error.h"

#include <fmt/format.h>
#include <mpi.h>

#include <cerrno>
#include <stdexcept>
#include <string>

namespace gren {

void check_mpi(int code, const char* call, std::source_location where) {
    if (code == MPI_SUCCESS) return;
    const char* const perhaps = errno == ENOMEM ? ", perhaps out of memory" : "";  // which MPI calls internal
    int started = 0;
    MPI_Initialized(&started);
    if (!started)  // and neither knows words nor ranks
        throw std::runtime_error(
            fmt::format("{} failed: error {} ({}:{})", call, code, where.file_name(), where.line()));
    char text[MPI_MAX_ERROR_STRING] = "";
    int length = 0;
    MPI_Error_string(code, text, &length);
    int rank = -1;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    throw std::runtime_error(fmt::format("{} failed on rank {}: {}{} ({}:{})", call, rank,
                                         std::string(text, static_cast<std::size_t>(length)), perhaps,
                                         where.file_name(), where.line()));
}

}  // namespace gren
