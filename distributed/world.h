// Who this rank is, on which device it computes, and the process group that carries its tensors.
#pragma once

#include <torch/types.h>

#include <chrono>
#include <memory>
#include <optional>

#include "distributed/session/mpi_session.h"
#include "distributed/transport/traffic.h"

namespace c10d {
class ProcessGroup;  // whoever calls its collectives includes torch/csrc/distributed/c10d/ProcessGroup.hpp
}

namespace gren {

// A world of one rank is the same program. Owned by a command's main function, passed by reference.
//
// CPU tensors travel by MPI, CUDA tensors by NCCL, both through group(). What the host decides by (stopping,
// agreement, texts) always travels as CPU tensors, so that no decision waits for the GPU.
class World {
  public:
    // All ranks construct together. `session` must outlive the world.
    explicit World(MpiSession& session);
    ~World();  // ends communication; collective: all ranks destroy together, with nothing left to wait for
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    int rank() const;
    int size() const;
    int local_rank() const;        // among the ranks of this host
    int local_size() const;        // how many of them there are
    torch::Device device() const;  // where features, losses and the graph live: the CPU, until use_gpu()
    const c10::intrusive_ptr<c10d::ProcessGroup>& group() const;
    Traffic& traffic() const;  // bytes and calls, per collective

    // Collective, once, on all ranks: from here on device() is this process's GPU of that index,
    // the current one of this thread, and CUDA tensors travel. REQUIRES a build with CUDA, 0 <=
    // index < gpu_facts().visible.
    void use_gpu(int index);

    // The same ranks for the graph's collectives. On a GPU they have a communicator and a stream of their
    // own, so that they do not queue behind the gradients' buckets; on the CPU this world and its one queue.
    World& graph();
    // Where the graph's work runs beside the current stream's (side_stream.h); nothing on the CPU.
    const std::optional<c10::Stream>& side_stream() const;

    // How long a rank waits for the others before it throws CollectiveError; on a GPU the process then ends
    // (nccl.h). Default: 30 minutes.
    void set_timeout(std::chrono::milliseconds timeout);
    std::chrono::milliseconds timeout() const;

  private:
    struct State;
    World(std::shared_ptr<State> state, c10::intrusive_ptr<c10d::ProcessGroup> group);

    std::shared_ptr<State> state_;  // ends communication when it goes: after the groups
    c10::intrusive_ptr<c10d::ProcessGroup> group_;
    std::unique_ptr<World> graph_;  // on a GPU
};

}  // namespace gren
