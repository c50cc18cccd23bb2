#include "distributed/world.h"

#include <mpi.h>

#include <exception>
#include <torch/csrc/distributed/c10d/HashStore.hpp>

#include "distributed/mpi_backend.h"

namespace gren {

struct World::State {
    MpiSession& session;
    Traffic traffic;
    std::chrono::milliseconds timeout{kBackendDefaultTimeout};
    c10::intrusive_ptr<MpiBackend> backend;
    c10::intrusive_ptr<c10d::ProcessGroup> group;
};

World::World(MpiSession& session) : state_(std::make_unique<State>(session)) {
    using Type = c10d::ProcessGroup::BackendType;
    state_->backend = c10::make_intrusive<MpiBackend>(MPI_COMM_WORLD, state_->traffic);
    // The group wants a store for rendezvous; MPI has done that, so an empty one in memory serves.
    state_->group = c10::make_intrusive<c10d::ProcessGroup>(c10::make_intrusive<c10d::HashStore>(),
                                                            session.rank(), session.size());
    state_->group->setBackend(torch::kCPU, Type::CUSTOM, state_->backend);
    state_->group->setDefaultBackend(Type::CUSTOM);
}

World::~World() {
    // A rank that unwinds cannot count on the others to join what it has queued.
    if (std::uncaught_exceptions() == 0)
        state_->backend->shutdown();
    else
        state_->backend->abort();
}

int World::rank() const {
    return state_->session.rank();
}
int World::size() const {
    return state_->session.size();
}
int World::local_rank() const {
    return state_->session.local_rank();
}
int World::local_size() const {
    return state_->session.local_size();
}
torch::Device World::device() const {
    return torch::kCPU;
}
const c10::intrusive_ptr<c10d::ProcessGroup>& World::group() const {
    return state_->group;
}
void World::set_timeout(std::chrono::milliseconds timeout) {
    state_->timeout = timeout;
    state_->group->setTimeout(timeout);
}
std::chrono::milliseconds World::timeout() const {
    return state_->timeout;
}
Traffic& World::traffic() const {
    return state_->traffic;
}

}  // namespace gren
