#include "src/memory/memory_meter.h"

#include <c10/core/Allocator.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include <algorithm>

namespace gren {
namespace {

// torch tells a profiler of this thread about each allocation.
struct HostReading : c10::MemoryReportingInfoBase {
    std::int64_t held = 0, peak = 0;

    void reportMemoryUsage(void* /*pointer*/, std::int64_t bytes, std::size_t /*allocated*/,
                           std::size_t /*reserved*/, c10::Device device) override {
        if (!device.is_cpu()) return;
        held += bytes;
        peak = std::max(peak, held);
    }
    bool memoryProfilingEnabled() const override { return true; }
};

c10::CachingDeviceAllocator::Stat allocated(torch::Device device) {
    constexpr auto kAll = static_cast<std::size_t>(c10::CachingAllocator::StatType::AGGREGATE);
    return c10::getDeviceAllocator(device.type())->getDeviceStats(device.index()).allocated_bytes.at(kAll);
}

}  // namespace

struct MemoryMeter::Reading {
    torch::Device device;
    std::shared_ptr<HostReading> host{};
    std::unique_ptr<c10::DebugInfoGuard> guard{};
    std::int64_t at_start = 0;  // of the GPU
};

MemoryMeter::MemoryMeter(torch::Device device) : reading_(std::make_unique<Reading>(device)) {
    if (device.is_cpu()) {
        reading_->host = std::make_shared<HostReading>();
        reading_->guard =
            std::make_unique<c10::DebugInfoGuard>(c10::DebugInfoKind::PROFILER_STATE, reading_->host);
        return;
    }
    c10::getDeviceAllocator(device.type())->resetPeakStats(device.index());
    reading_->at_start = allocated(device).current;
}

MemoryMeter::~MemoryMeter() = default;

std::int64_t MemoryMeter::held_bytes() const {
    if (reading_->host) return reading_->host->held;
    return allocated(reading_->device).current - reading_->at_start;
}

std::int64_t MemoryMeter::peak_bytes() const {
    if (reading_->host) return reading_->host->peak;
    return allocated(reading_->device).peak - reading_->at_start;
}

}  // namespace gren
