// Who this rank is, on which device it computes, and the process group that carries its tensors.
#pragma once

#include <torch/types.h>

#include <chrono>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>

#include "distributed/mpi_session.h"
#include "distributed/traffic.h"

namespace gren {

// A world of one rank is the same program. Owned by a command's main function, passed by reference.
class World {
  public:
    // All ranks construct together. `session` must outlive the world.
    explicit World(MpiSession& session);
    ~World();  // ends the communication thread; collective: all ranks destroy together
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    int rank() const;
    int size() const;
    int local_rank() const;        // among the ranks of this host
    int local_size() const;        // how many of them there are
    torch::Device device() const;  // where features, losses and the graph live
    const c10::intrusive_ptr<c10d::ProcessGroup>& group() const;
    Traffic& traffic() const;  // bytes and calls, per collective

    // How long a rank waits for the others before it throws CollectiveError. Default: 30 minutes.
    void set_timeout(std::chrono::milliseconds timeout);
    std::chrono::milliseconds timeout() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gren
