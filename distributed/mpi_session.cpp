#include "distributed/mpi_session.h"

#include <mpi.h>

#include <exception>
#include <stdexcept>

#include "distributed/mpi_error.h"

namespace gren {

MpiSession::MpiSession() {
    int provided = MPI_THREAD_SINGLE;
    check_mpi(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_MULTIPLE, &provided), "MPI_Init_thread");
    if (provided < MPI_THREAD_SERIALIZED)
        throw std::runtime_error(
            "this MPI may only be called from the main thread, but collectives run on a thread of their own: "
            "install an "
            "MPI built with thread support (MPI_THREAD_SERIALIZED)");
    check_mpi(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
    check_mpi(MPI_Comm_rank(MPI_COMM_WORLD, &rank_), "MPI_Comm_rank");
    check_mpi(MPI_Comm_size(MPI_COMM_WORLD, &size_), "MPI_Comm_size");
    MPI_Comm host = MPI_COMM_NULL;
    check_mpi(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &host),
              "MPI_Comm_split_type");
    check_mpi(MPI_Comm_rank(host, &local_rank_), "MPI_Comm_rank");
    check_mpi(MPI_Comm_free(&host), "MPI_Comm_free");
}

MpiSession::~MpiSession() {
    // MPI_Finalize waits for the other ranks, which may wait for what this one will not do any more.
    if (std::uncaught_exceptions() == 0) MPI_Finalize();
}

void MpiSession::abort_if_started(int exit_code) {
    int started = 0, finalised = 0;
    MPI_Initialized(&started);
    MPI_Finalized(&finalised);
    if (started && !finalised) MPI_Abort(MPI_COMM_WORLD, exit_code);
}

}  // namespace gren
