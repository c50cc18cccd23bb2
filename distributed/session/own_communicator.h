// A communicator for one purpose, so that no other message is taken for one of its own.
#pragma once

#include <mpi.h>

#include "distributed/session/mpi_session.h"

namespace gren {

class OwnCommunicator {
  public:
    explicit OwnCommunicator(const MpiSession& session);  // collective: of the same ranks as MPI_COMM_WORLD
    ~OwnCommunicator();                                   // collective, unless an exception is in flight
    OwnCommunicator(const OwnCommunicator&) = delete;
    OwnCommunicator& operator=(const OwnCommunicator&) = delete;

    operator MPI_Comm() const { return comm_; }
    bool has_message(int from, int tag) const;  // one to receive; does not wait

  private:
    MPI_Comm comm_ = MPI_COMM_NULL;
};

}  // namespace gren
