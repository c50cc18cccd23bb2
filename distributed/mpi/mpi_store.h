// The key-value store by which c10d's backends find each other, for ranks that MPI has started.
#pragma once

#include <torch/csrc/distributed/c10d/Store.hpp>

#include "distributed/session/mpi_session.h"

namespace gren {

// Collective: rank 0 serves c10d::TCPStore on a free port, and tells the others where over MPI.
//
// TCPStore and not a store of our own over MPI: ProcessGroupNCCL asks it from several threads (ids of the
// communicators from several roots above 128 ranks, its watchdog's signals), which no fixed sequence of
// broadcasts serves. Rank 0 is reached by loopback on one host, otherwise at MASTER_ADDR where that is set,
// or at its host's name, or, where that name means loopback, at the first IPv4 address of a network that is
// up. Throws std::runtime_error naming address and port: not reached.
c10::intrusive_ptr<c10d::Store> make_store(const MpiSession& session);

}  // namespace gren
