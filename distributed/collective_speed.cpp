#include "distributed/collective_speed.h"

#include <torch/cuda.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>

#include "distributed/collectives.h"

namespace gren {
namespace {

constexpr int kSmallCalls = 50, kLargeCalls = 3;

// One call on so many bytes a rank, without the time to make its tensors.
std::function<void()> call_of(World& world, Collective collective, std::int64_t bytes) {
    const auto ranks = static_cast<std::int64_t>(world.size());
    const auto whole = torch::zeros({(bytes / 4 + ranks - 1) / ranks * ranks}, world.device());
    const auto part = torch::zeros({whole.numel() / ranks}, world.device());
    const auto group = world.group();
    using Tensors = std::vector<torch::Tensor>;
    const auto run = [device = world.device()](const c10::intrusive_ptr<c10d::Work>& work) {
        work->wait();
        if (device.is_cuda()) torch::cuda::synchronize(device.index());  // there, only the stream has waited
    };
    switch (collective) {
        case Collective::all_reduce:
            return [=, tensors = Tensors{whole}]() mutable { run(group->allreduce(tensors)); };
        case Collective::broadcast:
            return [=, tensors = Tensors{whole}]() mutable { run(group->broadcast(tensors)); };
        case Collective::all_gather:
            return [=, to = whole, from = part]() mutable { run(group->_allgather_base(to, from)); };
        case Collective::reduce_scatter:
            return [=, to = part, from = whole]() mutable { run(group->_reduce_scatter_base(to, from)); };
        case Collective::all_to_all:
            return [=, to = whole, from = whole.clone(), none = std::vector<std::int64_t>{}]() mutable {
                run(group->alltoall_base(to, from, none, none));
            };
        case Collective::barrier:
            return [&world] { barrier(world); };
    }
    return {};
}

double median_seconds(World& world, const std::function<void()>& call, int calls) {
    call();  // opens connections
    barrier(world);
    std::vector<double> seconds;
    for (int i = 0; i < calls; ++i) {
        const auto start = std::chrono::steady_clock::now();
        call();
        seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    std::ranges::sort(seconds);
    return seconds[seconds.size() / 2];
}

}  // namespace

std::vector<CollectiveSpeed> collective_speeds(World& world) {
    std::vector<CollectiveSpeed> speeds;
    for (int i = 0; i < kCollectives; ++i) {
        const auto collective = static_cast<Collective>(i);
        CollectiveSpeed speed{.collective = collective};
        speed.latency = median_seconds(world, call_of(world, collective, 8), kSmallCalls);
        const auto large = call_of(world, collective, kLargeBytes);
        const auto before = world.traffic().of(collective);
        const auto seconds = median_seconds(world, large, kLargeCalls);
        const auto after = world.traffic().of(collective);
        if (after.bytes > before.bytes)
            speed.bytes_per_second = static_cast<double>(after.bytes - before.bytes) /
                                     static_cast<double>(after.calls - before.calls) / seconds;
        speeds.push_back(speed);
    }
    return speeds;
}

}  // namespace gren
