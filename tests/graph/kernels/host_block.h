// Runs a kernel of distributed/kernels/host_device.cuh's form on the host: the launch's blocks one after the
// other, each phase for every thread of the block.
#pragma once

#include <cstring>
#include <type_traits>
#include <vector>

#include "distributed/kernels/host_device.cuh"
#include "tests/graph/kernels/thread_order.h"

namespace gren {

// Told where a launch stands; access_watch.h is one.
struct LaunchObserver {
    struct Block {
        std::int64_t index;
        const void* shared;  // the block's memory, filled with 0xff
        std::size_t shared_bytes;
        const void* own;  // each thread's registers, one after the other
        std::size_t own_bytes;
        int threads;
    };
    virtual void begin_block(const Block& block) = 0;
    virtual void begin_thread(int thread, const void* frame) = 0;  // what lies below `frame` is the thread's
    virtual void end_thread() = 0;
    virtual void end_phase() = 0;
    virtual void end_block() = 0;

  protected:
    ~LaunchObserver() = default;
};

template <typename Kernel>
struct HostBlock {
    typename Kernel::Shared shared;
    std::vector<typename Kernel::Thread> own;
    ThreadOrder& order;
    LaunchObserver* observer;

    HostBlock(ThreadOrder& thread_order, LaunchObserver* launch_observer)
        : own(Kernel::kThreads), order(thread_order), observer(launch_observer) {
        static_assert(std::is_trivially_copyable_v<typename Kernel::Shared>);
        std::memset(&shared, 0xff, sizeof(shared));  // NaN: shared memory comes with whatever was in it
    }

    template <typename Phase>
    void each(const Phase& phase) {
        for (const auto thread : order.of(Kernel::kThreads)) call(phase, static_cast<int>(thread));
        if (observer) observer->end_phase();
    }

    // Not inlined, so that a phase's variables lie below this frame; what is done here is not the kernel's.
    template <typename Phase>
    [[gnu::noinline, gnu::no_sanitize("thread")]] void call(const Phase& phase, int thread) {
        auto& registers = own[static_cast<std::size_t>(thread)];
        if (observer) observer->begin_thread(thread, __builtin_frame_address(0));
        phase(thread, registers);
        if (observer) observer->end_thread();
    }
};

template <typename Kernel>
void run_on_host(const Kernel& kernel, ThreadOrder order = ThreadOrder::forwards,
                 LaunchObserver* observer = nullptr) {
    for (const auto index : order.of(kernel.blocks())) {
        HostBlock<Kernel> block(order, observer);
        if (observer)
            observer->begin_block({index, &block.shared, sizeof(block.shared), block.own.data(),
                                   sizeof(typename Kernel::Thread), Kernel::kThreads});
        kernel.run(index, block);
        if (observer) observer->end_block();
    }
}

}  // namespace gren
