#include "distributed/world.h"

#include <c10/core/impl/VirtualGuardImpl.h>

#include <exception>
#include <torch/csrc/distributed/c10d/HashStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>

#include "distributed/gpu/nccl.h"
#include "distributed/mpi/mpi_backend.h"

namespace gren {

// What a world and its graph's world share.
struct World::State {
    explicit State(MpiSession& session_) : session(session_) {
        mpi = c10::make_intrusive<MpiBackend>(session, traffic);
    }
    // NCCL first: it needs CUDA, and its ranks leave together while MPI still runs.
    ~State() {
        // A rank that unwinds cannot count on the others to join what it has queued.
        const bool in_order = std::uncaught_exceptions() == 0;
        end(nccl, in_order || session.size() == 1);
        if (in_order)
            mpi->shutdown();
        else
            mpi->abort();
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    MpiSession& session;
    torch::Device device = torch::kCPU;
    Traffic traffic;
    std::chrono::milliseconds timeout{kBackendDefaultTimeout};
    c10::intrusive_ptr<MpiBackend> mpi;
    NcclBackends nccl;  // empty on the CPU
    std::optional<c10::Stream> side_stream;
};

namespace {

using Type = c10d::ProcessGroup::BackendType;

c10::intrusive_ptr<c10d::ProcessGroup> group_of(const MpiSession& session,
                                                const c10::intrusive_ptr<c10d::Backend>& cpu) {
    // The group wants a store for rendezvous; its backends have met already, so an empty one
    // in memory serves.
    auto group = c10::make_intrusive<c10d::ProcessGroup>(c10::make_intrusive<c10d::HashStore>(),
                                                         session.rank(), session.size());
    group->setBackend(torch::kCPU, Type::CUSTOM, cpu);
    group->setDefaultBackend(Type::CUSTOM);
    return group;
}

// The group first: it hands its own device on to each backend that it takes, also none.
void add_nccl(c10d::ProcessGroup& group, torch::Device device,
              const c10::intrusive_ptr<c10d::Backend>& nccl) {
    group.setBoundDeviceId(device);
    group.setBackend(torch::kCUDA, Type::NCCL, nccl);
}

}  // namespace

World::World(MpiSession& session)
    : state_(std::make_shared<State>(session)), group_(group_of(session, state_->mpi)) {}

World::World(std::shared_ptr<State> state, c10::intrusive_ptr<c10d::ProcessGroup> group)
    : state_(std::move(state)), group_(std::move(group)) {}

World::~World() = default;

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
    return state_->device;
}
const c10::intrusive_ptr<c10d::ProcessGroup>& World::group() const {
    return group_;
}
void World::use_gpu(int index) {
    const torch::Device device(torch::kCUDA, static_cast<c10::DeviceIndex>(index));
    state_->nccl = make_nccl_backends(state_->session, device, state_->traffic);
    state_->device = device;
    state_->side_stream = c10::impl::VirtualGuardImpl(torch::kCUDA).getNewStream(device);
    add_nccl(*group_, device, state_->nccl.step);
    graph_.reset(new World(state_, group_of(state_->session, state_->mpi)));
    add_nccl(*graph_->group_, device, state_->nccl.graph);
    set_timeout(state_->timeout);
}
World& World::graph() {
    return graph_ ? *graph_ : *this;
}
const std::optional<c10::Stream>& World::side_stream() const {
    return state_->side_stream;
}
void World::set_timeout(std::chrono::milliseconds timeout) {
    state_->timeout = timeout;
    group_->setTimeout(timeout);
    if (graph_) graph_->set_timeout(timeout);
}
std::chrono::milliseconds World::timeout() const {
    return state_->timeout;
}
Traffic& World::traffic() const {
    return state_->traffic;
}

}  // namespace gren
