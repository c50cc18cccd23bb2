#include "dataio/shards/loader.h"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <thread>

namespace gren {

struct Loader::State {
    struct Slot {  // one place of the ring: empty, a batch, or what its thread threw
        std::optional<PixelBatch> batch;
        std::exception_ptr error;
    };

    State(const Dataset& data, Plan batch_plan, std::int64_t first, std::int64_t last, int threads, int depth,
          TakeBytes bytes_from)
        : dataset(data),
          plan(std::move(batch_plan)),
          take_bytes(std::move(bytes_from)),
          last_step(last),
          next_to_read(first),
          next_to_hand_out(first) {
        if (threads < 1 || depth < 1)
            throw std::invalid_argument(fmt::format(
                "loader: found {} threads and depth {}, expected at least 1 each", threads, depth));
        ring.resize(static_cast<std::size_t>(depth));
        for (int i = 0; i < threads; ++i)
            readers.emplace_back([this](const std::stop_token& stop) { read_until_stopped(stop); });
    }

    Slot& slot_of(std::int64_t step) { return ring[static_cast<std::size_t>(step) % ring.size()]; }

    void read_until_stopped(const std::stop_token& stop) {
        const auto depth = static_cast<std::int64_t>(ring.size());
        std::unique_lock lock(mutex);
        while (next_to_read < last_step) {
            changed.wait(lock, stop, [&] { return next_to_read < next_to_hand_out + depth; });
            if (stop.stop_requested() || next_to_read >= last_step) return;
            const std::int64_t step = next_to_read++;
            lock.unlock();
            Slot filled = fill(step);
            lock.lock();
            slot_of(step) = std::move(filled);
            changed.notify_all();
        }
    }

    Slot fill(std::int64_t step) const try {
        PixelBatch batch;
        batch.step = step;
        batch.index = plan(step);
        const auto side = static_cast<std::size_t>(dataset.traits().image_size);
        const std::size_t bytes = side * side;
        batch.image = take_bytes(batch.index.size() * bytes);
        batch.lungs = take_bytes(batch.index.size() * bytes);
        for (std::size_t i = 0; i < batch.index.size(); ++i)
            dataset.read_pixels(batch.index[i], batch.image.all().subspan(i * bytes, bytes),
                                batch.lungs.all().subspan(i * bytes, bytes));
        return {std::move(batch), nullptr};
    } catch (...) {
        return {std::nullopt, std::current_exception()};
    }

    const Dataset& dataset;
    const Plan plan;
    const TakeBytes take_bytes;
    const std::int64_t last_step;
    std::mutex mutex;  // guards what follows
    std::condition_variable_any changed;
    std::int64_t next_to_read;
    std::int64_t next_to_hand_out;
    std::vector<Slot> ring;             // [depth]
    std::vector<std::jthread> readers;  // last, so that they stop before what they use is gone
};

PixelBytes ordinary_bytes(std::size_t count) {
    return {std::shared_ptr<std::uint8_t>(new std::uint8_t[count], std::default_delete<std::uint8_t[]>()),
            count};
}

Loader::Loader(const Dataset& dataset, Plan plan, std::int64_t first_step, std::int64_t last_step,
               int threads, int depth, TakeBytes take_bytes)
    : state_(std::make_unique<State>(dataset, std::move(plan), first_step, last_step, threads, depth,
                                     std::move(take_bytes))) {}

Loader::~Loader() = default;

PixelBatch Loader::next() {
    State& s = *state_;
    const auto start = std::chrono::steady_clock::now();
    std::unique_lock lock(s.mutex);
    if (s.next_to_hand_out >= s.last_step)
        throw std::out_of_range(fmt::format("loader: no batch after the last step, {}", s.last_step));
    State::Slot& slot = s.slot_of(s.next_to_hand_out);
    s.changed.wait(lock, [&] { return slot.batch.has_value() || slot.error != nullptr; });
    if (slot.error != nullptr) std::rethrow_exception(slot.error);
    PixelBatch batch = std::move(*slot.batch);
    slot.batch.reset();
    ++s.next_to_hand_out;
    s.changed.notify_all();
    batch.stall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return batch;
}

}  // namespace gren
