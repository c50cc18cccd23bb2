// Holds every read and write of a kernel on the host against what a GPU allows. The source that runs the
// kernel is compiled with -fsanitize=thread, which puts a call before each access; access_callbacks.cpp
// answers these calls in the place of ThreadSanitizer's library. So kernels are watched as they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/graph/kernels/exact_arrays.h"
#include "tests/graph/kernels/host_block.h"

namespace gren {

// A defect is
//   - two accesses of one element by different threads, one of them a write, that no barrier orders: in one
//     phase of a block, or in two blocks;
//   - an access outside the launch's arrays, the block's shared memory, the thread's registers and variables;
//   - a write to an array that is only read; a read of shared memory or of an overwritten array before a
//   write;
//     an element of an overwritten array that no thread wrote;
//   - a write in a phase to a variable of run(), of which on a GPU each thread has its own;
//   - an access of shared memory or of an array that is written, outside a phase.
// One watch at a time, for one launch, on the main thread.
class AccessWatch final : public LaunchObserver {
  public:
    explicit AccessWatch(const ExactArrays& arrays);
    ~AccessWatch();
    AccessWatch(const AccessWatch&) = delete;
    AccessWatch& operator=(const AccessWatch&) = delete;

    // Of the launch so far; the first of each kind for each array. Ends with what was never written.
    std::vector<std::string> defects() const;
    std::int64_t accesses() const { return accesses_; }

    void begin_block(const Block& block) override;
    void begin_thread(int thread, const void* frame) override;
    void end_thread() override { thread_ = kNobody; }
    void end_phase() override { ++phase_; }
    void end_block() override;

    // Of `bytes` bytes, by the code that runs now, whose own frame begins above `frame`.
    void access(const void* at, std::size_t bytes, bool write, const void* frame);

  private:
    static constexpr int kNobody = -1, kSeveral = -2;
    struct Stamp {
        std::int64_t block = kNobody;  // or kSeveral
        int phase = 0, thread = 0;     // of the last access; thread may be kSeveral
    };
    struct Element {
        Stamp read, write;
    };
    struct Region {
        std::string name;
        std::uintptr_t begin, end;
        std::size_t element;
        ArrayUse use;
        std::vector<Element> elements;
    };

    void touch(Region& region, std::size_t index, bool write);
    void touch_elsewhere(std::uintptr_t at, std::size_t bytes, bool write, const void* frame);
    bool unordered(const Stamp& earlier) const;
    void report(const std::string& kind, const Region* region, std::size_t index);

    std::vector<Region> arrays_;
    Region shared_{};
    std::uintptr_t own_ = 0, own_end_ = 0, frame_ = 0, stack_end_;
    std::size_t own_bytes_ = 0;
    bool in_block_ = false;
    std::int64_t block_ = 0, accesses_ = 0;
    int phase_ = 0, thread_ = kNobody;
    std::vector<std::string> seen_, defects_;
};

// The watch that lives, or none.
AccessWatch* access_watch();

}  // namespace gren
