// What torch allocates on the CPU, in any thread.
#pragma once

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>

namespace gren {

// Counts while it lives; memory that was there before counts as none. One at a time.
class Allocations {
  public:
    Allocations() { c10::SetCPUAllocator(&counting_); }
    ~Allocations() { c10::SetCPUAllocator(under_); }
    Allocations(const Allocations&) = delete;
    Allocations& operator=(const Allocations&) = delete;

    std::int64_t largest_bytes() const { return counts_->largest; }  // of one piece
    std::int64_t peak_bytes() const { return counts_->peak; }        // held at once

  private:
    struct Counts {
        std::mutex mutex;
        std::int64_t held = 0, peak = 0, largest = 0;

        void add(std::int64_t bytes) {
            const std::lock_guard lock(mutex);
            held += bytes;
            peak = std::max(peak, held);
            largest = std::max(largest, bytes);
        }
    };
    struct Piece {  // may outlive the counting
        c10::DataPtr memory;
        std::int64_t bytes;
        std::shared_ptr<Counts> counts;

        static void give_back(void* piece) {
            const std::unique_ptr<Piece> own(static_cast<Piece*>(piece));
            own->counts->add(-own->bytes);
        }
    };
    struct Counting : c10::Allocator {
        c10::Allocator* under;
        std::shared_ptr<Counts> counts;

        Counting(c10::Allocator* allocator, std::shared_ptr<Counts> shared)
            : under(allocator), counts(std::move(shared)) {}
        c10::DataPtr allocate(std::size_t bytes) override {
            auto memory = under->allocate(bytes);
            auto* const data = memory.get();
            counts->add(static_cast<std::int64_t>(bytes));
            return {data, new Piece{std::move(memory), static_cast<std::int64_t>(bytes), counts},
                    &Piece::give_back, c10::Device(c10::DeviceType::CPU)};
        }
        void copy_data(void* to, const void* from, std::size_t bytes) const override {
            default_copy_data(to, from, bytes);
        }
    };

    c10::Allocator* under_ = c10::GetCPUAllocator();
    std::shared_ptr<Counts> counts_ = std::make_shared<Counts>();
    Counting counting_{under_, counts_};
};

}  // namespace gren
