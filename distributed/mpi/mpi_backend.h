// c10d's collectives for CPU tensors, carried by MPI; what torch's own builds call ProcessGroupMPI.
#pragma once

#include <mpi.h>
#include <torch/types.h>

#include <atomic>
#include <functional>
#include <torch/csrc/distributed/c10d/Backend.hpp>
#include <vector>

#include "distributed/mpi/mpi_queue.h"
#include "distributed/mpi/mpi_types.h"
#include "distributed/session/mpi_session.h"
#include "distributed/transport/traffic.h"

namespace gren {

// All calls are asynchronous and return at once; the tensors are kept until the work is complete, and must
// not be touched before. All ranks make the same calls in the same order. Non-contiguous tensors are copied,
// lists of tensors that lie back to back in one storage are not.
class MpiBackend : public c10d::Backend {
  public:
    using Tensors = std::vector<torch::Tensor>;
    using WorkPtr = c10::intrusive_ptr<c10d::Work>;

    // Collective. `traffic` must outlive the last call.
    MpiBackend(const MpiSession& session, Traffic& traffic);
    ~MpiBackend() override;  // as abort(), unless shutdown() came before

    const std::string getBackendName() const override { return "mpi"; }
    // How long a collective may take from its turn in the queue on. Default: kBackendDefaultTimeout (30 min).
    void setTimeout(std::chrono::milliseconds timeout) override { timeout_ = timeout; }

    // In place, one tensor.
    WorkPtr allreduce(Tensors& tensors, const c10d::AllreduceOptions& options) override;
    WorkPtr broadcast(Tensors& tensors, const c10d::BroadcastOptions& options) override;
    // outputs[0][r] takes rank r's input; sizes may differ between ranks and be 0.
    WorkPtr allgather(std::vector<Tensors>& outputs, Tensors& inputs,
                      const c10d::AllgatherOptions& options) override;
    // inputs[0][r] is summed into rank r's output; sizes may differ between ranks and be 0.
    WorkPtr reduce_scatter(Tensors& outputs, std::vector<Tensors>& inputs,
                           const c10d::ReduceScatterOptions& options) override;
    // Equal sizes: one tensor that holds the ranks' in order.
    WorkPtr _allgather_base(torch::Tensor& output, torch::Tensor& input,
                            const c10d::AllgatherOptions& options) override;
    WorkPtr _reduce_scatter_base(torch::Tensor& output, torch::Tensor& input,
                                 const c10d::ReduceScatterOptions& options) override;
    // Splits count rows (dimension 0), one per rank; empty means equal parts.
    WorkPtr alltoall_base(torch::Tensor& output, torch::Tensor& input,
                          std::vector<std::int64_t>& output_splits, std::vector<std::int64_t>& input_splits,
                          const c10d::AllToAllOptions& options) override;
    WorkPtr barrier(const c10d::BarrierOptions& options) override;

    // Collective: completes what is queued and gives MPI back what it lent.
    void shutdown() override;
    // Drops what is queued; for a rank that is about to take the program down.
    void abort() override;

  private:
    struct Call {
        Collective collective;
        std::int64_t bytes;  // COLLECTIVES.md
        std::chrono::milliseconds timeout;
        Tensors outputs;
    };
    WorkPtr submit(Call call, std::function<void(MPI_Request*)> start, std::function<void()> finish = {});
    std::vector<torch::Tensor> parts(const torch::Tensor& whole) const;

    MPI_Comm comm_, desync_report_;
    Traffic& traffic_;
    MpiOps ops_;
    std::atomic<std::chrono::milliseconds> timeout_{kBackendDefaultTimeout};
    std::atomic<std::uint64_t> sequence_{0};
    bool is_shut_down_ = false;
    MpiQueue queue_;
};

}  // namespace gren
