// How CUDA tensors travel: c10d::ProcessGroupNCCL, for ranks that MPI has started.
#pragma once

#include <torch/types.h>

#include <torch/csrc/distributed/c10d/Backend.hpp>
#include <torch/csrc/distributed/c10d/Store.hpp>

#include "distributed/session/mpi_session.h"
#include "distributed/transport/traffic.h"

namespace gren {

// Two communicators over the same ranks, each with a stream of its own.
struct NcclBackends {
    c10::intrusive_ptr<c10d::Backend> step;   // gradients, statistics, parameters
    c10::intrusive_ptr<c10d::Backend> graph;  // features of the global batch
    c10::intrusive_ptr<c10d::Store> store;    // where they met; rank 0 serves it to the watchdogs of all
};

// Collective; returns when all ranks are connected. `device` becomes the current one. Calls are asynchronous:
// wait() makes the current stream wait, not the host. Bytes are counted as MpiBackend's (COLLECTIVES.md).
// Who listens to `traffic` hears of a collective when it is submitted, in moments of the communicator's
// stream, and of a wait in moments of the stream that waits.
//
// A collective that fails or is late (World::set_timeout) leaves a kernel on the GPU that no exception can
// interrupt. So the process ends: torch's watchdog says which collective it was, this rank's one sentence
// follows, and MPI takes the other ranks down.
NcclBackends make_nccl_backends(const MpiSession& session, torch::Device device, Traffic& traffic);

// In order: completes what is queued and leaves together with the other ranks (collective), while MPI and
// CUDA run. Not in order, for a rank that takes the program down: leaves them to the end of the process,
// since even an abort waits for kernels whose other ends may never come. Never throws.
void end(NcclBackends& backends, bool in_order) noexcept;

}  // namespace gren
