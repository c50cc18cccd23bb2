// torch's dtypes and reductions in MPI's words.
#pragma once

#include <mpi.h>
#include <torch/types.h>

#include <map>
#include <torch/csrc/distributed/c10d/Types.hpp>
#include <utility>

namespace gren {

// float32, float64, int8, int32, int64, uint8, bool, bfloat16, float16; throws std::runtime_error for others.
MPI_Datatype mpi_type(at::ScalarType type);

// MPI knows no 16-bit floats: this makes operators over 2-byte words for them. They are left to MPI_Finalize,
// since a collective that never completes may hold them until then.
class MpiOps {
  public:
    MpiOps();
    // SUM, PRODUCT, MIN, MAX, on bool as or, and, and, or. Throws std::runtime_error for others.
    MPI_Op of(c10d::ReduceOp::RedOpType reduction, at::ScalarType type) const;

  private:
    std::map<std::pair<at::ScalarType, c10d::ReduceOp::RedOpType>, MPI_Op> half_ops_;
};

}  // namespace gren
