// Pieces of work on threads of their own, begun in their order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <vector>

namespace gren {

// Runs work(i) for every i below `count` on at most `threads`, whichever is free, and returns when all are
// done. Where some throw, the first of them in order is thrown, for any number of threads, once no thread is
// at work; what has not begun by then is left out.
void side_by_side(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

// The same of batches: what each gives, in the batches' order.
template <typename Result>
std::vector<Result> side_by_side(std::size_t batches, int threads,
                                 const std::function<std::vector<Result>(std::size_t)>& results_of) {
    std::vector<std::vector<Result>> of_batch(batches);
    side_by_side(batches, threads, [&](std::size_t b) { of_batch[b] = results_of(b); });
    std::vector<Result> all;
    for (auto& results : of_batch) std::ranges::move(results, std::back_inserter(all));
    return all;
}

}  // namespace gren
