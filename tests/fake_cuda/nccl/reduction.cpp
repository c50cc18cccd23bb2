#include "tests/fake_cuda/nccl/reduction.h"

#include <bit>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace fake_nccl {
namespace {

float widened(std::uint16_t value) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16);
}
// To the nearest, ties to even.
std::uint16_t rounded(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return static_cast<std::uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

MPI_Op mpi_op(ncclRedOp_t op) {
    switch (op) {
        case ncclSum:
        case ncclAvg:
            return MPI_SUM;
        case ncclProd:
            return MPI_PROD;
        case ncclMax:
            return MPI_MAX;
        case ncclMin:
            return MPI_MIN;
        default:
            throw std::runtime_error("fake NCCL: an operation that it does not have");
    }
}

template <typename T>
void divide(void* values, std::size_t count, MPI_Comm comm) {
    int ranks = 1;
    MPI_Comm_size(comm, &ranks);
    for (std::size_t i = 0; i < count; ++i) static_cast<T*>(values)[i] /= static_cast<T>(ranks);
}

}  // namespace

std::size_t bytes_of(ncclDataType_t type) {
    switch (type) {
        case ncclInt8:
        case ncclUint8:
            return 1;
        case ncclFloat16:
        case ncclBfloat16:
            return 2;
        case ncclInt32:
        case ncclUint32:
        case ncclFloat32:
            return 4;
        case ncclInt64:
        case ncclUint64:
        case ncclFloat64:
            return 8;
        default:
            throw std::runtime_error("fake NCCL: a type that it does not have");
    }
}

MPI_Datatype mpi_type(ncclDataType_t type) {
    switch (type) {
        case ncclInt8:
            return MPI_INT8_T;
        case ncclUint8:
            return MPI_UINT8_T;
        case ncclInt32:
            return MPI_INT32_T;
        case ncclUint32:
            return MPI_UINT32_T;
        case ncclInt64:
            return MPI_INT64_T;
        case ncclUint64:
            return MPI_UINT64_T;
        case ncclFloat32:
            return MPI_FLOAT;
        case ncclFloat64:
            return MPI_DOUBLE;
        default:
            return MPI_UINT16_T;
    }
}

void all_reduce(void* values, std::size_t count, ncclDataType_t type, ncclRedOp_t op, MPI_Comm comm) {
    if (type == ncclFloat16) throw std::runtime_error("fake NCCL: adds no float16");
    if (type == ncclBfloat16) {
        auto* narrow = static_cast<std::uint16_t*>(values);
        std::vector<float> wide(narrow, narrow + count);
        for (std::size_t i = 0; i < count; ++i) wide[i] = widened(narrow[i]);
        all_reduce(wide.data(), count, ncclFloat32, op, comm);
        for (std::size_t i = 0; i < count; ++i) narrow[i] = rounded(wide[i]);
        return;
    }
    MPI_Allreduce(MPI_IN_PLACE, values, static_cast<int>(count), mpi_type(type), mpi_op(op), comm);
    if (op == ncclAvg && type == ncclFloat32) divide<float>(values, count, comm);
    if (op == ncclAvg && type == ncclFloat64) divide<double>(values, count, comm);
}

}  // namespace fake_nccl
