// torch's dtypes and reductions in MPI's words.
#pragma once

#include <mpi.h>
#include <torch/torch.h>

#include <map>
#include <torch/csrc/distributed/c10d/Types.hpp>
#include <utility>

namespace gren {

// float32, float64, int8, int32, int64, uint8, bool, bfloat16, float16; throws std::runtime_error for others.
MPI_Datatype mpi_type(at::ScalarType type);

// MPI knows no 16-bit floats: for them this owns operators over 2-byte words. Lives within MPI's lifetime.
class MpiOps {
  public:
    MpiOps();
    ~MpiOps();
    MpiOps(const MpiOps&) = delete;
    MpiOps& operator=(const MpiOps&) = delete;

    // SUM, PRODUCT, MIN, MAX, on bool as or, and, and, or. Throws std::runtime_error for others.
    MPI_Op of(c10d::ReduceOp::RedOpType reduction, at::ScalarType type) const;

  private:
    std::map<std::pair<at::ScalarType, c10d::ReduceOp::RedOpType>, MPI_Op> half_ops_;
};

}  // namespace gren
