// NCCL over MPI: every communicator one of MPI's over all ranks, its calls carried out when the stream's turn
// comes, which in the fake is at once. So two communicators used in different orders by two ranks hang here.
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "tests/fake_cuda/nccl/reduction.h"
#include "tests/fake_cuda/runtime/fake_runtime.h"

struct ncclComm {
    MPI_Comm mpi = MPI_COMM_NULL;
    int number = 0, rank = 0, size = 0;
};

namespace {

using fake_nccl::bytes_of;
using fake_nccl::mpi_type;

struct Piece {
    const char* name;
    ncclComm_t comm;
    cudaStream_t stream;
    std::string ranges;
    std::function<void()> whole;                         // a collective
    std::function<void(std::vector<MPI_Request>&)> one;  // a message: its request
};

thread_local int group_depth = 0;
thread_local std::vector<Piece> group;
int communicators = 0;

std::string text(const Piece& piece) {
    return std::string(piece.name) + " comm=" + std::to_string(piece.comm->number) + piece.ranges;
}

// Messages of one group are under way together.
void carry_out(std::vector<Piece> pieces) {
    std::map<cudaStream_t, std::vector<Piece>> messages;
    for (auto& piece : pieces) {
        if (piece.whole)
            fake_cuda::enqueue(piece.stream, "nccl", text(piece), piece.whole);
        else
            messages[piece.stream].push_back(piece);
    }
    for (auto& [stream, all] : messages) {
        std::string ranges;
        for (const auto& piece : all) ranges += piece.ranges;
        const auto line = "messages comm=" + std::to_string(all.front().comm->number) + ranges;
        fake_cuda::enqueue(stream, "nccl", line, [all = all] {
            std::vector<MPI_Request> requests;
            for (const auto& piece : all) piece.one(requests);
            MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
        });
    }
}

ncclResult_t give(Piece piece) {
    group.push_back(std::move(piece));
    if (group_depth == 0) carry_out(std::exchange(group, {}));
    return ncclSuccess;
}

std::string reads_and_writes(const void* read, std::size_t read_bytes, const void* written,
                             std::size_t bytes) {
    std::string all;
    if (read_bytes > 0) all += " r=" + fake_cuda::range(read, read_bytes);
    if (bytes > 0) all += " w=" + fake_cuda::range(written, bytes);
    return all;
}

char* at(void* base, std::size_t bytes) {
    return static_cast<char*>(base) + bytes;
}

}  // namespace

extern "C" {

ncclResult_t ncclGetVersion(int* version) {
    *version = NCCL_VERSION_CODE;
    return ncclSuccess;
}
const char* ncclGetErrorString(ncclResult_t) {
    return "an error of the fake NCCL";
}
const char* ncclGetLastError(ncclComm_t) {
    return "";
}
ncclResult_t ncclGetUniqueId(ncclUniqueId* id) {
    static int ids = 0;
    std::memset(id, 0, sizeof(*id));
    id->internal[0] = static_cast<char>(++ids);
    return ncclSuccess;
}

ncclResult_t ncclCommInitRankConfig(ncclComm_t* comm, int ranks, ncclUniqueId id, int rank, ncclConfig_t*) {
    int world = 0, own = 0;
    MPI_Comm_size(MPI_COMM_WORLD, &world);
    MPI_Comm_rank(MPI_COMM_WORLD, &own);
    if (world != ranks || own != rank) return ncclInvalidArgument;
    MPI_Group all;
    MPI_Comm_group(MPI_COMM_WORLD, &all);
    *comm = new ncclComm{MPI_COMM_NULL, ++communicators, rank, ranks};
    MPI_Comm_create_group(MPI_COMM_WORLD, all, id.internal[0], &(*comm)->mpi);
    MPI_Group_free(&all);
    fake_cuda::log("nccl_begin", nullptr, std::to_string((*comm)->number));
    return ncclSuccess;
}
ncclResult_t ncclCommInitRank(ncclComm_t* comm, int ranks, ncclUniqueId id, int rank) {
    return ncclCommInitRankConfig(comm, ranks, id, rank, nullptr);
}
ncclResult_t ncclCommFinalize(ncclComm_t comm) {
    fake_cuda::log("nccl_finalize", nullptr, std::to_string(comm->number));
    return ncclSuccess;
}
// Leaves MPI's communicator to the end of the program: MPI may have ended before.
ncclResult_t ncclCommDestroy(ncclComm_t comm) {
    fake_cuda::log("nccl_end", nullptr, std::to_string(comm->number));
    delete comm;
    return ncclSuccess;
}
ncclResult_t ncclCommAbort(ncclComm_t comm) {
    fake_cuda::log("nccl_abort", nullptr, std::to_string(comm->number));
    delete comm;
    return ncclSuccess;
}
ncclResult_t ncclCommGetAsyncError(ncclComm_t, ncclResult_t* error) {
    *error = ncclSuccess;
    return ncclSuccess;
}
ncclResult_t ncclCommCount(const ncclComm_t comm, int* count) {
    *count = comm->size;
    return ncclSuccess;
}
ncclResult_t ncclCommUserRank(const ncclComm_t comm, int* rank) {
    *rank = comm->rank;
    return ncclSuccess;
}

ncclResult_t ncclGroupStart() {
    ++group_depth;
    return ncclSuccess;
}
ncclResult_t ncclGroupEnd() {
    if (--group_depth == 0) carry_out(std::exchange(group, {}));
    return ncclSuccess;
}

ncclResult_t ncclAllReduce(const void* from, void* to, std::size_t count, ncclDataType_t type, ncclRedOp_t op,
                           ncclComm_t comm, cudaStream_t stream) {
    const auto bytes = count * bytes_of(type);
    return give({"all_reduce",
                 comm,
                 stream,
                 reads_and_writes(from, bytes, to, bytes),
                 [=] {
                     if (from != to) std::memcpy(to, from, bytes);
                     fake_nccl::all_reduce(to, count, type, op, comm->mpi);
                 },
                 {}});
}
ncclResult_t ncclBroadcast(const void* from, void* to, std::size_t count, ncclDataType_t type, int root,
                           ncclComm_t comm, cudaStream_t stream) {
    const auto bytes = count * bytes_of(type);
    return give({"broadcast",
                 comm,
                 stream,
                 reads_and_writes(from, comm->rank == root ? bytes : 0, to, bytes),
                 [=] {
                     if (comm->rank == root && from != to) std::memcpy(to, from, bytes);
                     MPI_Bcast(to, static_cast<int>(count), mpi_type(type), root, comm->mpi);
                 },
                 {}});
}
ncclResult_t ncclBcast(void* values, std::size_t count, ncclDataType_t type, int root, ncclComm_t comm,
                       cudaStream_t stream) {
    return ncclBroadcast(values, values, count, type, root, comm, stream);
}
ncclResult_t ncclReduce(const void* from, void* to, std::size_t count, ncclDataType_t type, ncclRedOp_t op,
                        int root, ncclComm_t comm, cudaStream_t stream) {
    const auto bytes = count * bytes_of(type);
    return give({"reduce",
                 comm,
                 stream,
                 reads_and_writes(from, bytes, to, comm->rank == root ? bytes : 0),
                 [=] {
                     std::vector<char> sum(static_cast<const char*>(from),
                                           static_cast<const char*>(from) + bytes);
                     fake_nccl::all_reduce(sum.data(), count, type, op, comm->mpi);
                     if (comm->rank == root) std::memcpy(to, sum.data(), bytes);
                 },
                 {}});
}
ncclResult_t ncclAllGather(const void* from, void* to, std::size_t count, ncclDataType_t type,
                           ncclComm_t comm, cudaStream_t stream) {
    const auto bytes = count * bytes_of(type);
    return give({"all_gather",
                 comm,
                 stream,
                 reads_and_writes(from, bytes, to, bytes * static_cast<std::size_t>(comm->size)),
                 [=] {
                     const auto n = static_cast<int>(count);
                     auto* own = at(to, bytes * static_cast<std::size_t>(comm->rank));
                     if (from != own) std::memcpy(own, from, bytes);
                     MPI_Allgather(MPI_IN_PLACE, n, mpi_type(type), to, n, mpi_type(type), comm->mpi);
                 },
                 {}});
}
ncclResult_t ncclReduceScatter(const void* from, void* to, std::size_t count, ncclDataType_t type,
                               ncclRedOp_t op, ncclComm_t comm, cudaStream_t stream) {
    const auto bytes = count * bytes_of(type), all = bytes * static_cast<std::size_t>(comm->size);
    return give({"reduce_scatter",
                 comm,
                 stream,
                 reads_and_writes(from, all, to, bytes),
                 [=] {
                     std::vector<char> sum(static_cast<const char*>(from),
                                           static_cast<const char*>(from) + all);
                     fake_nccl::all_reduce(sum.data(), count * static_cast<std::size_t>(comm->size), type, op,
                                           comm->mpi);
                     std::memcpy(to, sum.data() + bytes * static_cast<std::size_t>(comm->rank), bytes);
                 },
                 {}});
}
ncclResult_t ncclSend(const void* from, std::size_t count, ncclDataType_t type, int peer, ncclComm_t comm,
                      cudaStream_t stream) {
    return give({"send",
                 comm,
                 stream,
                 reads_and_writes(from, count * bytes_of(type), nullptr, 0),
                 {},
                 [=](std::vector<MPI_Request>& requests) {
                     MPI_Isend(from, static_cast<int>(count), mpi_type(type), peer, 0, comm->mpi,
                               &requests.emplace_back());
                 }});
}
ncclResult_t ncclRecv(void* to, std::size_t count, ncclDataType_t type, int peer, ncclComm_t comm,
                      cudaStream_t stream) {
    return give({"receive",
                 comm,
                 stream,
                 reads_and_writes(nullptr, 0, to, count * bytes_of(type)),
                 {},
                 [=](std::vector<MPI_Request>& requests) {
                     MPI_Irecv(to, static_cast<int>(count), mpi_type(type), peer, 0, comm->mpi,
                               &requests.emplace_back());
                 }});
}
ncclResult_t ncclAlltoAll(const void* from, void* to, std::size_t count, ncclDataType_t type, ncclComm_t comm,
                          cudaStream_t stream) {
    const auto bytes = count * bytes_of(type) * static_cast<std::size_t>(comm->size);
    return give({"all_to_all",
                 comm,
                 stream,
                 reads_and_writes(from, bytes, to, bytes),
                 [=] {
                     const auto n = static_cast<int>(count);
                     MPI_Alltoall(from, n, mpi_type(type), to, n, mpi_type(type), comm->mpi);
                 },
                 {}});
}

}  // extern "C"
