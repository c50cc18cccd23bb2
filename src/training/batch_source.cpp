#include "src/training/batch_source.h"

#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>

#include "distributed/host_memory.h"
#include "src/memory/memory_room.h"
#include "src/run/usage_error.h"

namespace gren {
namespace {

constexpr int kBatchesAhead = 4;
constexpr std::int64_t kSamplesAtOnce = 64;  // between host and device

double gib(std::int64_t bytes) {
    return static_cast<double>(bytes) / (1 << 30);
}

// The pixels of chosen samples on a device.
class ResidentPixels {
  public:
    ResidentPixels(const Dataset& dataset, const std::vector<std::int64_t>& samples, torch::Device device)
        : pixels_(room_for(dataset, samples, device)) {
        const auto side = std::int64_t{dataset.traits().image_size}, count = pixels_.size(0);
        const auto area = static_cast<std::size_t>(side * side);
        for (std::int64_t first = 0; first < count; first += kSamplesAtOnce) {
            const auto some = std::min(kSamplesAtOnce, count - first);
            const auto staged = torch::empty({some, 2, side, side}, torch::kUInt8);
            auto* bytes = staged.data_ptr<std::uint8_t>();
            for (std::int64_t i = 0; i < some; ++i, bytes += 2 * area) {
                const auto sample = samples[static_cast<std::size_t>(first + i)];
                dataset.read_pixels(sample, {bytes, area}, {bytes + area, area});
                place_.emplace(sample, first + i);
            }
            pixels_.narrow(0, first, some).copy_(staged);
        }
    }

    torch::Tensor of(const std::vector<std::int64_t>& index) const {  // [B, 2, S, S]: image, lungs
        const auto device = pixels_.device();
        const auto places = host_memory({static_cast<std::int64_t>(index.size())}, torch::kInt64, device);
        std::ranges::transform(index, places.data_ptr<std::int64_t>(),
                               [&](std::int64_t sample) { return place_.at(sample); });
        return pixels_.index_select(0, on_device(places, device));
    }

  private:
    static torch::Tensor room_for(const Dataset& dataset, const std::vector<std::int64_t>& samples,
                                  torch::Device device) try {
        const auto side = std::int64_t{dataset.traits().image_size};
        return torch::empty({static_cast<std::int64_t>(samples.size()), 2, side, side},
                            torch::TensorOptions(torch::kUInt8).device(device));
    } catch (const c10::OutOfMemoryError&) {
        throw UsageError(fmt::format(
            "gren train: --resident: the {} training images do not fit on {}; leave --resident out",
            samples.size(), device.str()));
    }

    torch::Tensor pixels_;  // [samples, 2, S, S]
    std::unordered_map<std::int64_t, std::int64_t> place_;
};

// Page-locked, from torch's cache of it: a copy to the GPU from there needs no second one
// through the driver's.
PixelBytes pinned_bytes(std::size_t count) {
    const auto memory = host_memory({static_cast<std::int64_t>(count)}, torch::kUInt8, torch::kCUDA);
    return {std::shared_ptr<std::uint8_t>(memory.data_ptr<std::uint8_t>(), [memory](std::uint8_t*) {}),
            count};
}

}  // namespace

BatchSource reading_batches(const Dataset& dataset, BatchMaker make_batch, Loader::Plan plan,
                            std::int64_t first_step, std::int64_t last_step, int threads) {
    const auto loader =
        std::make_shared<Loader>(dataset, std::move(plan), first_step, last_step, threads, kBatchesAhead,
                                 make_batch.device.is_cuda() ? pinned_bytes : ordinary_bytes);
    return [loader, make_batch = std::move(make_batch)](std::int64_t, std::vector<std::int64_t> rows) {
        const auto pixels = loader->next();
        return TimedBatch{make_batch(pixels, std::move(rows)), pixels.stall_seconds};
    };
}

BatchSource resident_batches(const Dataset& dataset, BatchMaker make_batch, Loader::Plan plan,
                             const std::vector<std::int64_t>& samples, int ranks_of_host) {
    const auto side = std::int64_t{dataset.traits().image_size};
    if (make_batch.device.is_cpu())
        require_room(2 * side * side * static_cast<std::int64_t>(samples.size()), ranks_of_host,
                     free_host_bytes());
    const auto resident = std::make_shared<ResidentPixels>(dataset, samples, make_batch.device);
    return [resident, make_batch = std::move(make_batch), plan = std::move(plan)](
               std::int64_t step, std::vector<std::int64_t> rows) {
        const auto start = std::chrono::steady_clock::now();
        auto index = plan(step);
        const auto pixels = resident->of(index);
        const std::chrono::duration<double> stall = std::chrono::steady_clock::now() - start;
        return TimedBatch{make_batch.from_bytes(std::move(index), pixels.select(1, 0), pixels.select(1, 1),
                                                std::move(rows)),
                          stall.count()};
    };
}

void require_room(std::int64_t bytes, int ranks, std::int64_t free_bytes) {
    if (bytes <= free_bytes / ranks) return;
    throw UsageError(
        fmt::format("gren train: --resident: the training images need {:.2f} GiB for each of {} ranks of "
                    "this host, found "
                    "{:.2f} GiB free; leave --resident out",
                    gib(bytes), ranks, gib(free_bytes)));
}

}  // namespace gren
