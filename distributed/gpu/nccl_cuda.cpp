#define USE_C10D_NCCL  // unlocks the header; the library has it
#include <c10/core/Event.h>
#include <c10/cuda/CUDAFunctions.h>
#include <mpi.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#include <tuple>
#include <vector>

#include "distributed/gpu/nccl.h"
#include "distributed/gpu/timed_work.h"
#include "distributed/mpi/mpi_store.h"
#include "distributed/transport/current_stream.h"
#include "distributed/transport/payload.h"

static_assert(
    NCCL_VERSION_CODE == NCCL_VERSION(2, 28, 9),
    "this nccl.h is not of NCCL 2.28.9, with which torch 2.11 was built, so that the options of its "
    "ProcessGroupNCCL have another layout here; install torch's own (./launch/setup cuda)");

namespace gren {
namespace {

using Nccl = c10d::ProcessGroupNCCL;
using Tensors = std::vector<torch::Tensor>;
using WorkPtr = c10::intrusive_ptr<c10d::Work>;

std::int64_t nbytes(const Tensors& tensors) {
    std::int64_t bytes = 0;
    for (const auto& tensor : tensors) bytes += static_cast<std::int64_t>(tensor.nbytes());
    return bytes;
}

// ProcessGroupNCCL that counts what it carries and, where somebody listens, tells when its stream does.
class CountedNccl : public Nccl {
  public:
    CountedNccl(c10::intrusive_ptr<c10d::Store> store, const MpiSession& session, Traffic& traffic,
                bool of_graph)
        : Nccl(std::move(store), session.rank(), session.size()), traffic_(traffic), of_graph_(of_graph) {}

    WorkPtr allreduce(Tensors& tensors, const c10d::AllreduceOptions& options) override {
        return carried(Collective::all_reduce, all_reduce_payload(nbytes(tensors), size_),
                       [&] { return Nccl::allreduce(tensors, options); });
    }
    WorkPtr broadcast(Tensors& tensors, const c10d::BroadcastOptions& options) override {
        return carried(Collective::broadcast,
                       broadcast_payload(nbytes(tensors), size_, rank_ == options.rootRank),
                       [&] { return Nccl::broadcast(tensors, options); });
    }
    WorkPtr allgather(std::vector<Tensors>& outputs, Tensors& inputs,
                      const c10d::AllgatherOptions& options) override {
        return carried(Collective::all_gather, all_gather_payload(nbytes(inputs), size_),
                       [&] { return Nccl::allgather(outputs, inputs, options); });
    }
    WorkPtr _allgather_base(torch::Tensor& output, torch::Tensor& input,
                            const c10d::AllgatherOptions& options) override {
        return carried(Collective::all_gather, all_gather_payload(nbytes({input}), size_),
                       [&] { return Nccl::_allgather_base(output, input, options); });
    }
    WorkPtr reduce_scatter(Tensors& outputs, std::vector<Tensors>& inputs,
                           const c10d::ReduceScatterOptions& options) override {
        return carried(Collective::reduce_scatter,
                       reduce_scatter_payload(nbytes(inputs.front()), nbytes(outputs)),
                       [&] { return Nccl::reduce_scatter(outputs, inputs, options); });
    }
    WorkPtr _reduce_scatter_base(torch::Tensor& output, torch::Tensor& input,
                                 const c10d::ReduceScatterOptions& options) override {
        return carried(Collective::reduce_scatter, reduce_scatter_payload(nbytes({input}), nbytes({output})),
                       [&] { return Nccl::_reduce_scatter_base(output, input, options); });
    }
    WorkPtr alltoall_base(torch::Tensor& output, torch::Tensor& input, std::vector<std::int64_t>& received,
                          std::vector<std::int64_t>& sent, const c10d::AllToAllOptions& options) override {
        const auto rows = input.size(0);
        const auto kept = sent.empty() ? rows / size_ : sent[static_cast<std::size_t>(rank_)];
        const auto row_bytes = rows == 0 ? 0 : nbytes({input}) / rows;
        return carried(Collective::all_to_all, reduce_scatter_payload(nbytes({input}), kept * row_bytes),
                       [&] { return Nccl::alltoall_base(output, input, received, sent, options); });
    }

  private:
    template <class Call>
    WorkPtr carried(Collective kind, std::int64_t bytes, const Call& call) {
        traffic_.add(kind, bytes);
        CollectiveSpan span{.kind = kind, .bytes = bytes, .sequence = ++sequence_, .of_graph = of_graph_};
        if (!traffic_.is_heard()) return call();
        const c10::Stream own = ncclStreams_.begin()->second;  // one: a GPU a process
        const auto current = current_stream(own.device());
        span.submitted = moment_in(current);
        // Waits first for what the collective waits for: its begin lies behind that.
        c10::Event given(torch::kCUDA);
        given.record(current);
        given.block(own);
        span.begun = moment_in(own);
        auto work = call();
        span.ended = moment_in(own);
        traffic_.carried_out(span);
        return timed_work(std::move(work), own.device(), traffic_, std::move(span));
    }

    Traffic& traffic_;
    bool of_graph_;
    std::atomic<std::uint64_t> sequence_{0};
};

c10::intrusive_ptr<c10d::Backend> connect(const char* name, const c10::intrusive_ptr<c10d::Store>& store,
                                          const MpiSession& session, torch::Device device, Traffic& traffic,
                                          bool of_graph) {
    auto backend = c10::make_intrusive<CountedNccl>(c10::make_intrusive<c10d::PrefixStore>(name, store),
                                                    session, traffic, of_graph);
    backend->setBoundDeviceId(device);
    backend->eagerConnectSingleDevice(device);  // now, while all ranks are here, not at the first collective
    return backend;
}

// For a thread that ends with an exception: torch's watchdog, which found a collective failed or late.
void end_process() {
    try {
        if (const auto error = std::current_exception()) std::rethrow_exception(error);
    } catch (const std::exception& error) {
        const std::string text = error.what();
        std::fprintf(stderr, "gren: a thread of this process failed, which ends the job: %s\n",
                     text.substr(0, text.find('\n')).c_str());
    } catch (...) {
    }
    std::fflush(stderr);
    int finalized = 0;
    if (MPI_Finalized(&finalized) == MPI_SUCCESS && !finalized) MPI_Abort(MPI_COMM_WORLD, 1);
    std::_Exit(1);
}

void set_unless_given(const char* variable, const char* value) {
    setenv(variable, value, /*overwrite=*/0);
}

}  // namespace

NcclBackends make_nccl_backends(const MpiSession& session, torch::Device device, Traffic& traffic) {
    c10::cuda::set_device(device.index());
    // 3: the watchdog ends the process without first waiting for an abort, which can hang itself.
    set_unless_given("TORCH_NCCL_ASYNC_ERROR_HANDLING", "3");
    // How long a late rank lets others write their flight recorders: four times this. torch has 15 s.
    set_unless_given("TORCH_NCCL_WAIT_TIMEOUT_DUMP_MILSEC", "500");
    std::set_terminate(end_process);
    const auto store = make_store(session);
    return {.step = connect("step", store, session, device, traffic, /*of_graph=*/false),
            .graph = connect("graph", store, session, device, traffic, /*of_graph=*/true),
            .store = store};
}

void end(NcclBackends& backends, bool in_order) noexcept try {
    if (!backends.step) return;
    if (!in_order) {
        for (auto* backend : {&backends.graph, &backends.step}) std::ignore = backend->release();
        std::ignore = backends.store.release();
        return;
    }
    backends.graph->shutdown();
    backends.step->shutdown();
    MPI_Barrier(MPI_COMM_WORLD);  // now no watchdog asks the store any more
    backends = {};
} catch (const std::exception& error) {
    std::fprintf(stderr, "gren: NCCL did not end in order: %s\n", error.what());
}

}  // namespace gren
