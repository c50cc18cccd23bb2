// Runs a kernel of distributed/kernels/host_device.cuh's form on the host: the launch's blocks one after the other,
// each phase for every thread of the block.
#pragma once

#include <cstring>
#include <type_traits>
#include <vector>

#include "distributed/kernels/host_device.cuh"

namespace gren {

// A GPU promises no order within a phase: a kernel whose result depends on it has a race.
enum class ThreadOrder { forwards, backwards };

template <typename Kernel>
struct HostBlock {
    typename Kernel::Shared shared;
    std::vector<typename Kernel::Thread> own;
    ThreadOrder order;

    explicit HostBlock(ThreadOrder thread_order) : own(Kernel::kThreads), order(thread_order) {
        static_assert(std::is_trivially_copyable_v<typename Kernel::Shared>);
        std::memset(&shared, 0xff, sizeof(shared));  // NaN: shared memory comes with whatever was in it
    }

    template <typename Phase>
    void each(const Phase& phase) {
        for (int i = 0; i < Kernel::kThreads; ++i) {
            const int thread = order == ThreadOrder::forwards ? i : Kernel::kThreads - 1 - i;
            phase(thread, own[static_cast<std::size_t>(thread)]);
        }
    }
};

template <typename Kernel>
void run_on_host(const Kernel& kernel, ThreadOrder order = ThreadOrder::forwards) {
    for (std::int64_t i = 0; i < kernel.blocks(); ++i) {
        HostBlock<Kernel> block(order);
        kernel.run(order == ThreadOrder::forwards ? i : kernel.blocks() - 1 - i, block);
    }
}

}  // namespace gren
