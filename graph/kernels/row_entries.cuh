// The entries of some rows of an images × images matrix, one a thread: a block takes 256 entries of one row.
#pragma once

#include "distributed/kernels/host_device.cuh"

namespace gren::kernels {

struct RowEntries {
    static constexpr int kThreads = 256, kResident = 8;
    using Shared = Nothing;
    using Thread = Nothing;

    std::int64_t first, rows;  // those from `first` on; first + rows <= images
    std::int64_t images;

    GREN_HOST_DEVICE std::int64_t tiles() const { return ceiling_divide(images, kThreads); }
    GREN_HOST_DEVICE std::int64_t blocks() const { return rows * tiles(); }
    GREN_HOST_DEVICE std::int64_t row(std::int64_t block) const { return block / tiles(); }  // from `first`
    GREN_HOST_DEVICE std::int64_t column(std::int64_t block, int thread) const {
        return block % tiles() * kThreads + thread;
    }
};

}  // namespace gren::kernels
