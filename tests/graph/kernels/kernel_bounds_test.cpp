// In a build with AddressSanitizer: kernel_order_test runs every kernel on arrays in which it sees an access
// of one element too many, here of a kernel with this defect.
#include <gtest/gtest.h>

#include "tests/graph/kernels/exact_arrays.h"
#include "tests/graph/kernels/host_block.h"

namespace gren::kernel_bounds_test {
namespace {

struct Shifted {
    static constexpr int kThreads = 4;
    using Shared = kernels::Nothing;
    using Thread = kernels::Nothing;
    const float* in;
    float* out;
    int read_at, written_at;

    std::int64_t blocks() const { return 1; }
    template <typename Block>
    void run(std::int64_t, Block& block) const {
        block.each([&](int thread, auto&) { out[thread + written_at] = in[thread + read_at]; });
    }
};

void shift(int read_at, int written_at) {
    ExactArrays arrays;
    const auto* in = arrays.read<float>("in", Shifted::kThreads);
    auto* out = arrays.overwritten<float>("out", Shifted::kThreads);
    run_on_host(Shifted{in, out, read_at, written_at});
}

}  // namespace

TEST(KernelBoundsDeathTest, one_element_too_many_is_found) {
    shift(0, 0);
    EXPECT_DEATH(shift(1, 0), "heap-buffer-overflow");
    EXPECT_DEATH(shift(-1, 0), "heap-buffer-overflow");
    EXPECT_DEATH(shift(0, 1), "heap-buffer-overflow");
}

}  // namespace gren::kernel_bounds_test
