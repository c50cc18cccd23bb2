// Batches on threads of their own: what each gives, in the batches' order.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <future>
#include <iterator>
#include <vector>

namespace gren {

// Runs results_of(b) for every b below `batches` on at most `threads`, whichever is free, and joins what they
// give. Throws what results_of throws, once all threads are done.
template <typename Result>
std::vector<Result> side_by_side(std::size_t batches, int threads,
                                 const std::function<std::vector<Result>(std::size_t)>& results_of) {
    std::vector<std::vector<Result>> of_batch(batches);
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t b = next++; b < batches; b = next++) of_batch[b] = results_of(b);
    };
    const auto at_work = std::min(batches, static_cast<std::size_t>(threads));
    std::vector<std::future<void>> workers;
    for (std::size_t i = 0; i < at_work; ++i) workers.push_back(std::async(std::launch::async, work));
    for (auto& worker : workers) worker.get();
    std::vector<Result> all;
    for (auto& results : of_batch) std::ranges::move(results, std::back_inserter(all));
    return all;
}

}  // namespace gren
