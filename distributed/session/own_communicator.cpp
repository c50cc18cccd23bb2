#include "distributed/session/own_communicator.h"

#include <exception>

#include "distributed/session/blocking_call.h"
#include "distributed/session/mpi_error.h"

namespace gren {

OwnCommunicator::OwnCommunicator(const MpiSession& session) {
    const BlockingCall call("MPI_Comm_dup", session.patience());
    check_mpi(MPI_Comm_dup(MPI_COMM_WORLD, &comm_), "MPI_Comm_dup");
}

OwnCommunicator::~OwnCommunicator() {
    if (std::uncaught_exceptions() == 0) MPI_Comm_free(&comm_);
}

bool OwnCommunicator::has_message(int from, int tag) const {
    int waits = 0;
    check_mpi(MPI_Iprobe(from, tag, comm_, &waits, MPI_STATUS_IGNORE), "MPI_Iprobe");
    return waits != 0;
}

}  // namespace gren
