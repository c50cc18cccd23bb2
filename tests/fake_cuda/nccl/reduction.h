// Types and sums of the fake's NCCL.
#pragma once

#include <mpi.h>
#include <nccl.h>

#include <array>

namespace fake_nccl {

std::size_t bytes_of(ncclDataType_t type);
MPI_Datatype mpi_type(ncclDataType_t type);  // for copies and for what mpi can add; bfloat16 as two bytes

// Over all ranks of `comm`, in place; bfloat16 is added in float32 and rounded once.
void all_reduce(void* values, std::size_t count, ncclDataType_t type, ncclRedOp_t op, MPI_Comm comm);

}  // namespace fake_nccl
