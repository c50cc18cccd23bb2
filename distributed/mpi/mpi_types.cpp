#include "distributed/mpi/mpi_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "distributed/session/mpi_error.h"

namespace gren {
namespace {

using c10d::ReduceOp;

template <typename Half, ReduceOp::RedOpType reduction>
void reduce_halves(void* in, void* in_out, int* count, MPI_Datatype*) {
    const auto* from = static_cast<const Half*>(in);
    auto* to = static_cast<Half*>(in_out);
    for (int i = 0; i < *count; ++i) {
        const float a = from[i], b = to[i];
        if constexpr (reduction == ReduceOp::SUM) to[i] = a + b;
        if constexpr (reduction == ReduceOp::PRODUCT) to[i] = a * b;
        if constexpr (reduction == ReduceOp::MIN) to[i] = std::min(a, b);
        if constexpr (reduction == ReduceOp::MAX) to[i] = std::max(a, b);
    }
}

MPI_Op make_op(MPI_User_function* function) {
    MPI_Op op = MPI_OP_NULL;
    check_mpi(MPI_Op_create(function, /*commute=*/1, &op), "MPI_Op_create");
    return op;
}

}  // namespace

MPI_Datatype mpi_type(at::ScalarType type) {
    switch (type) {
        case at::kFloat:
            return MPI_FLOAT;
        case at::kDouble:
            return MPI_DOUBLE;
        case at::kChar:
            return MPI_INT8_T;
        case at::kInt:
            return MPI_INT32_T;
        case at::kLong:
            return MPI_INT64_T;
        case at::kByte:
            return MPI_UINT8_T;
        case at::kBool:
            return MPI_C_BOOL;
        case at::kBFloat16:
        case at::kHalf:
            return MPI_UINT16_T;
        default:
            throw std::runtime_error(fmt::format(
                "a tensor of dtype {} cannot travel over MPI: convert it to float32, float64, bfloat16, "
                "float16, int8, int32, int64, uint8 or bool",
                c10::toString(type)));
    }
}

MpiOps::MpiOps() {
    const auto add = [&]<typename Half>(at::ScalarType type, Half) {
        half_ops_[{type, ReduceOp::SUM}] = make_op(reduce_halves<Half, ReduceOp::SUM>);
        half_ops_[{type, ReduceOp::PRODUCT}] = make_op(reduce_halves<Half, ReduceOp::PRODUCT>);
        half_ops_[{type, ReduceOp::MIN}] = make_op(reduce_halves<Half, ReduceOp::MIN>);
        half_ops_[{type, ReduceOp::MAX}] = make_op(reduce_halves<Half, ReduceOp::MAX>);
    };
    add(at::kBFloat16, c10::BFloat16());
    add(at::kHalf, c10::Half());
}

MPI_Op MpiOps::of(ReduceOp::RedOpType reduction, at::ScalarType type) const {
    if (const auto found = half_ops_.find({type, reduction}); found != half_ops_.end()) return found->second;
    const bool is_bool = type == at::kBool;
    switch (reduction) {
        case ReduceOp::SUM:
            return is_bool ? MPI_LOR : MPI_SUM;
        case ReduceOp::PRODUCT:
            return is_bool ? MPI_LAND : MPI_PROD;
        case ReduceOp::MIN:
            return is_bool ? MPI_LAND : MPI_MIN;
        case ReduceOp::MAX:
            return is_bool ? MPI_LOR : MPI_MAX;
        default:
            throw std::runtime_error(fmt::format(
                "reduction number {} of c10d::ReduceOp is not offered over MPI: use SUM, PRODUCT, MIN or MAX",
                static_cast<int>(reduction)));
    }
}

}  // namespace gren
