#include "distributed/session/mpi_session.h"

#include <mpi.h>

#include <exception>
#include <stdexcept>

#include "distributed/session/blocking_call.h"
#include "distributed/session/first_word.h"
#include "distributed/session/launcher.h"
#include "distributed/session/mpi_error.h"

namespace gren {
namespace {

// To the first message from MPI_Init, which all leave together: a thousand connections take less.
constexpr std::chrono::seconds kFirstWord{20};

// Where the launcher and MPI do not speak one protocol, every process becomes a world of its own and they
// overwrite each other's run.
void require_whole_world(int ranks) {
    if (const auto why_not = why_not_the_whole_world(ranks)) throw std::runtime_error(*why_not);
}

}  // namespace

MpiSession::MpiSession(std::chrono::milliseconds patience) : patience_(patience) {
    int provided = MPI_THREAD_SINGLE;
    {
        const BlockingCall call("MPI_Init_thread", patience_);
        check_mpi(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_MULTIPLE, &provided), "MPI_Init_thread");
    }
    if (provided < MPI_THREAD_MULTIPLE)
        throw std::runtime_error(
            "this MPI may be called by one thread at a time, but collectives run on a thread of their own: "
            "install an MPI "
            "built with thread support (MPI_THREAD_MULTIPLE)");
    check_mpi(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
    check_mpi(MPI_Comm_rank(MPI_COMM_WORLD, &rank_), "MPI_Comm_rank");
    check_mpi(MPI_Comm_size(MPI_COMM_WORLD, &size_), "MPI_Comm_size");
    require_whole_world(size_);
    require_first_word(kFirstWord);
    MPI_Comm host = MPI_COMM_NULL;
    const BlockingCall call("MPI_Comm_split_type", patience_);
    check_mpi(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &host),
              "MPI_Comm_split_type");
    check_mpi(MPI_Comm_rank(host, &local_rank_), "MPI_Comm_rank");
    check_mpi(MPI_Comm_size(host, &local_size_), "MPI_Comm_size");
    check_mpi(MPI_Comm_free(&host), "MPI_Comm_free");
}

MpiSession::~MpiSession() {
    // MPI_Finalize waits for the other ranks, which may wait for what this one will not do any more.
    if (std::uncaught_exceptions() > 0) return;
    const BlockingCall call("MPI_Finalize", patience_);
    MPI_Finalize();
}

void MpiSession::abort_if_started(int exit_code) {
    int started = 0, finalized = 0;
    MPI_Initialized(&started);
    MPI_Finalized(&finalized);
    if (!started || finalized) return;
    int ranks = 1;
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    if (ranks > 1)
        MPI_Abort(MPI_COMM_WORLD, exit_code);  // alone, the exit code says it without MPI's own words
}

}  // namespace gren
