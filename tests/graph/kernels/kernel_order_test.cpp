// Every kernel on arrays of exactly its size, with blocks and threads in several orders: equal bits.
#include <gtest/gtest.h>

#include "tests/graph/kernels/host_block.h"
#include "tests/graph/kernels/kernel_cases.h"

namespace gren::kernel_order_test {
namespace {

template <typename Kernel>
ExactArrays::Contents result(ExactArrays& arrays, const Kernel& kernel, ThreadOrder order) {
    const auto before = arrays.contents();
    run_on_host(kernel, order);
    const auto after = arrays.contents();
    arrays.restore(before);
    return after;
}

template <typename Kernel>
bool depends_on_order(ExactArrays& arrays, const Kernel& kernel) {
    const auto expected = result(arrays, kernel, ThreadOrder::forwards);
    for (const auto& order : {ThreadOrder::backwards, ThreadOrder::shuffled(1), ThreadOrder::shuffled(2),
                              ThreadOrder::shuffled(3)})
        if (result(arrays, kernel, order) != expected) return true;
    return false;
}

// Thread 1 reads what thread 2 writes, and the other way round: in order and in reverse one of them is early.
struct Racing {
    static constexpr int kThreads = 4;
    using Thread = kernels::Nothing;
    struct Shared {
        int value[kThreads];
    };
    int* out;
    bool barrier;

    std::int64_t blocks() const { return 1; }
    template <typename Block>
    void run(std::int64_t, Block& block) const {
        const auto write = [&](int thread) { block.shared.value[thread] = thread; };
        const auto read = [&](int thread) { out[thread] = block.shared.value[thread ^ 3]; };
        block.each([&](int thread, auto&) {
            write(thread);
            if (!barrier) read(thread);
        });
        block.each([&](int thread, auto&) {
            if (barrier) read(thread);
        });
    }
};

}  // namespace

TEST(KernelOrder, no_kernel_depends_on_the_order_of_blocks_and_threads) {
    kernel_cases::all([](const std::string& name, ExactArrays& arrays, const auto& kernel) {
        EXPECT_FALSE(depends_on_order(arrays, kernel)) << name;
    });
}

TEST(KernelOrder, a_missing_barrier_is_seen) {
    for (const bool barrier : {false, true}) {
        ExactArrays arrays;
        auto* out = arrays.overwritten<int>("out", Racing::kThreads);
        EXPECT_EQ(depends_on_order(arrays, Racing{out, barrier}), !barrier);
    }
}

}  // namespace gren::kernel_order_test
