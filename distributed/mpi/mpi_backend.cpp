#include "distributed/mpi/mpi_backend.h"

#include <fmt/format.h>

#include <stdexcept>

#include "distributed/session/blocking_call.h"
#include "distributed/session/mpi_error.h"
#include "distributed/transport/flat_pieces.h"
#include "distributed/transport/payload.h"

namespace gren {
namespace {

MPI_Comm own_world(const MpiSession& session) {
    MPI_Comm comm = MPI_COMM_NULL;
    const BlockingCall call("MPI_Comm_dup", session.patience());
    check_mpi(MPI_Comm_dup(MPI_COMM_WORLD, &comm), "MPI_Comm_dup");
    check_mpi(MPI_Comm_set_errhandler(comm, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
    return comm;
}

template <typename T>
T& only_one(std::vector<T>& list, Collective collective) {
    if (list.size() != 1)
        throw std::runtime_error(
            fmt::format("{} over MPI takes one tensor per rank, got {}: call it once per tensor",
                        name_of(collective), list.size()));
    return list.front();
}

void require(bool holds, Collective collective, const std::string& found_and_expected) {
    if (!holds) throw std::runtime_error(fmt::format("{}: {}", name_of(collective), found_and_expected));
}

void require_list(const std::vector<torch::Tensor>& list, const torch::Tensor& own, int rank, int size,
                  Collective collective) {
    require(list.size() == static_cast<std::size_t>(size), collective,
            fmt::format("{} tensors given, one per rank expected ({})", list.size(), size));
    for (const auto& tensor : list)
        require(tensor.scalar_type() == own.scalar_type(), collective,
                fmt::format("dtypes {} and {} meet, all ranks must use one",
                            c10::toString(tensor.scalar_type()), c10::toString(own.scalar_type())));
    const auto& mine = list[static_cast<std::size_t>(rank)];
    require(mine.numel() == own.numel(), collective,
            fmt::format("this rank ({}) has {} elements and its place in the list has {}, they must be equal",
                        rank, own.numel(), mine.numel()));
}

std::int64_t nbytes(const torch::Tensor& tensor) {
    return static_cast<std::int64_t>(tensor.nbytes());
}

// What MPI reads and writes instead of `tensor`: itself where it is contiguous.
torch::Tensor contiguous_of(const torch::Tensor& tensor) {
    return tensor.detach().contiguous();
}

std::function<void()> copy_if_staged(const torch::Tensor& tensor, const torch::Tensor& buffer) {
    if (tensor.data_ptr() == buffer.data_ptr()) return {};
    return [tensor = tensor.detach(), buffer] { tensor.copy_(buffer); };
}

}  // namespace

MpiBackend::MpiBackend(const MpiSession& session, Traffic& traffic)
    : c10d::Backend(session.rank(), session.size()),
      comm_(own_world(session)),
      desync_report_(own_world(session)),
      traffic_(traffic),
      queue_(desync_report_) {}

MpiBackend::~MpiBackend() {
    if (!is_shut_down_) abort();
}

void MpiBackend::shutdown() {
    if (is_shut_down_) return;
    is_shut_down_ = true;
    // A communicator with a call in flight cannot be freed; it goes with the process.
    if (!queue_.finish()) return;
    MPI_Comm_free(&comm_);
    MPI_Comm_free(&desync_report_);
}

void MpiBackend::abort() {
    is_shut_down_ = true;
    queue_.abandon();
}

MpiBackend::WorkPtr MpiBackend::submit(Call call, std::function<void(MPI_Request*)> start,
                                       std::function<void()> finish) {
    const auto timeout = call.timeout > std::chrono::milliseconds(0) ? call.timeout : timeout_.load();
    auto work = c10::make_intrusive<MpiWork>(traffic_, call.collective, call.bytes, ++sequence_, rank_, size_,
                                             std::move(call.outputs));
    queue_.submit({work, std::move(start), std::move(finish), timeout});
    traffic_.add(call.collective, call.bytes);
    return work;
}

MpiBackend::WorkPtr MpiBackend::allreduce(Tensors& tensors, const c10d::AllreduceOptions& options) {
    const auto& tensor = only_one(tensors, Collective::all_reduce);
    const auto buffer = contiguous_of(tensor);
    const int count = checked_count(buffer.numel());
    const auto type = mpi_type(buffer.scalar_type());
    const auto op = ops_.of(options.reduceOp, buffer.scalar_type());
    return submit(
        {Collective::all_reduce, all_reduce_payload(nbytes(buffer), size_), options.timeout, tensors},
        [=, this](MPI_Request* request) {
            check_mpi(MPI_Iallreduce(MPI_IN_PLACE, buffer.data_ptr(), count, type, op, comm_, request),
                      "MPI_Iallreduce");
        },
        copy_if_staged(tensor, buffer));
}

MpiBackend::WorkPtr MpiBackend::broadcast(Tensors& tensors, const c10d::BroadcastOptions& options) {
    const auto& tensor = only_one(tensors, Collective::broadcast);
    const auto buffer = contiguous_of(tensor);
    const int count = checked_count(buffer.numel());
    const auto type = mpi_type(buffer.scalar_type());
    const int root = static_cast<int>(options.rootRank);
    const auto bytes = broadcast_payload(nbytes(buffer), size_, rank_ == root);
    return submit(
        {Collective::broadcast, bytes, options.timeout, tensors},
        [=, this](MPI_Request* request) {
            check_mpi(MPI_Ibcast(buffer.data_ptr(), count, type, root, comm_, request), "MPI_Ibcast");
        },
        copy_if_staged(tensor, buffer));
}

MpiBackend::WorkPtr MpiBackend::allgather(std::vector<Tensors>& outputs, Tensors& inputs,
                                          const c10d::AllgatherOptions& options) {
    const auto& pieces = only_one(outputs, Collective::all_gather);
    const auto input = contiguous_of(only_one(inputs, Collective::all_gather));
    require_list(pieces, input, rank_, size_, Collective::all_gather);
    const auto flat = flat_space_for(pieces);
    const auto type = mpi_type(input.scalar_type());
    return submit(
        {Collective::all_gather, all_gather_payload(nbytes(input), size_), options.timeout, pieces},
        [=, this](MPI_Request* request) {
            check_mpi(MPI_Iallgatherv(input.data_ptr(), static_cast<int>(input.numel()), type,
                                      flat.buffer.data_ptr(), flat.counts.data(), flat.offsets.data(), type,
                                      comm_, request),
                      "MPI_Iallgatherv");
        },
        [=] { copy_back(flat, pieces); });
}

MpiBackend::WorkPtr MpiBackend::reduce_scatter(Tensors& outputs, std::vector<Tensors>& inputs,
                                               const c10d::ReduceScatterOptions& options) {
    const auto& output = only_one(outputs, Collective::reduce_scatter);
    const auto& pieces = only_one(inputs, Collective::reduce_scatter);
    require_list(pieces, output, rank_, size_, Collective::reduce_scatter);
    const auto flat = flatten(pieces);
    const auto buffer = contiguous_of(output);
    const auto type = mpi_type(buffer.scalar_type());
    const auto op = ops_.of(options.reduceOp, buffer.scalar_type());
    return submit(
        {Collective::reduce_scatter, reduce_scatter_payload(nbytes(flat.buffer), nbytes(buffer)),
         options.timeout, outputs},
        [=, this](MPI_Request* request) {
            check_mpi(MPI_Ireduce_scatter(flat.buffer.data_ptr(), buffer.data_ptr(), flat.counts.data(), type,
                                          op, comm_, request),
                      "MPI_Ireduce_scatter");
        },
        copy_if_staged(output, buffer));
}

std::vector<torch::Tensor> MpiBackend::parts(const torch::Tensor& whole) const {
    const auto flat = whole.detach().view({-1});
    if (flat.numel() % size_ != 0)
        throw std::runtime_error(
            fmt::format("{} elements do not divide into equal parts for {} ranks: pad them, or use "
                        "the call that takes a list",
                        flat.numel(), size_));
    return flat.split_with_sizes(
        std::vector<std::int64_t>(static_cast<std::size_t>(size_), flat.numel() / size_));
}

MpiBackend::WorkPtr MpiBackend::_allgather_base(torch::Tensor& output, torch::Tensor& input,
                                                const c10d::AllgatherOptions& options) {
    std::vector<Tensors> outputs = {parts(output)};
    Tensors inputs = {input};
    return allgather(outputs, inputs, options);
}

MpiBackend::WorkPtr MpiBackend::_reduce_scatter_base(torch::Tensor& output, torch::Tensor& input,
                                                     const c10d::ReduceScatterOptions& options) {
    Tensors outputs = {output};
    std::vector<Tensors> inputs = {parts(input.contiguous())};
    return reduce_scatter(outputs, inputs, options);
}

MpiBackend::WorkPtr MpiBackend::alltoall_base(torch::Tensor& output, torch::Tensor& input,
                                              std::vector<std::int64_t>& output_splits,
                                              std::vector<std::int64_t>& input_splits,
                                              const c10d::AllToAllOptions& options) {
    const auto pieces_of = [&](const torch::Tensor& rows, const std::vector<std::int64_t>& splits) {
        if (splits.empty()) return parts(rows);
        require(splits.size() == static_cast<std::size_t>(size_), Collective::all_to_all,
                fmt::format("{} splits given, one per rank expected ({})", splits.size(), size_));
        return rows.split_with_sizes(splits);
    };
    const auto from = contiguous_of(input);
    const auto to = contiguous_of(output);
    require(from.scalar_type() == to.scalar_type(), Collective::all_to_all,
            fmt::format("input is {} and output {}, they must be of one dtype",
                        c10::toString(from.scalar_type()), c10::toString(to.scalar_type())));
    const auto sent = flatten(pieces_of(from, input_splits));
    const auto received = flat_space_for(pieces_of(to, output_splits));
    const auto type = mpi_type(from.scalar_type());
    const auto kept = sent.counts[static_cast<std::size_t>(rank_)] * from.element_size();
    return submit(
        {Collective::all_to_all, reduce_scatter_payload(nbytes(from), kept), options.timeout, {output}},
        [=, this](MPI_Request* request) {
            check_mpi(MPI_Ialltoallv(sent.buffer.data_ptr(), sent.counts.data(), sent.offsets.data(), type,
                                     received.buffer.data_ptr(), received.counts.data(),
                                     received.offsets.data(), type, comm_, request),
                      "MPI_Ialltoallv");
        },
        copy_if_staged(output, to));
}

MpiBackend::WorkPtr MpiBackend::barrier(const c10d::BarrierOptions& options) {
    return submit({Collective::barrier, 0, options.timeout, {}},
                  [this](MPI_Request* request) { check_mpi(MPI_Ibarrier(comm_, request), "MPI_Ibarrier"); });
}

}  // namespace gren
