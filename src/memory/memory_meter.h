// How much memory the tensors of a stretch of code take on a device, at most.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>

namespace gren {

class MemoryMeter {
  public:
    // From here on. On a CPU: tensors that the calling thread makes and frees, by torch's allocator; what
    // convolutions borrow inside themselves is not among them. On a GPU: all of the process.
    explicit MemoryMeter(torch::Device device);
    ~MemoryMeter();
    MemoryMeter(const MemoryMeter&) = delete;
    MemoryMeter& operator=(const MemoryMeter&) = delete;

    // Bytes above those at the start: now, and the most so far.
    std::int64_t held_bytes() const;
    std::int64_t peak_bytes() const;

  private:
    struct Reading;
    std::unique_ptr<Reading> reading_;
};

}  // namespace gren
