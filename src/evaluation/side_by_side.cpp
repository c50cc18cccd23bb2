#include "src/evaluation/side_by_side.h"

#include <atomic>
#include <exception>
#include <future>
#include <memory>
#include <mutex>

namespace gren {
namespace {

// Of all that fails, the first in order: what stands before it has begun before it, and is seen to its end.
class FirstError {
  public:
    void keep(std::size_t at, std::exception_ptr error) {
        const std::lock_guard lock(mutex_);
        if (error_ && at_ < at) return;
        at_ = at;
        error_ = std::move(error);
    }
    void rethrow() const {
        if (error_) std::rethrow_exception(error_);
    }

  private:
    std::mutex mutex_;
    std::size_t at_ = 0;
    std::exception_ptr error_;
};

}  // namespace

void side_by_side(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next = 0;
    FirstError error;
    const auto work_on = [&] {
        for (auto i = next++; i < count; i = next++) try {
                work(i);
            } catch (...) {
                error.keep(i, std::current_exception());
                next = count;
            }
    };
    const auto at_work = std::min(count, static_cast<std::size_t>(threads));
    std::vector<std::future<void>> workers;
    for (std::size_t i = 0; i < at_work; ++i) workers.push_back(std::async(std::launch::async, work_on));
    for (auto& worker : workers) worker.get();
    error.rethrow();
}

}  // namespace gren
