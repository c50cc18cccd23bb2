#include "distributed/gpu/timed_work.h"

#include <exception>
#include <vector>

#include "distributed/transport/current_stream.h"

namespace gren {
namespace {

class TimedWork final : public c10d::Work {
  public:
    TimedWork(c10::intrusive_ptr<c10d::Work> work, torch::Device device, Traffic& traffic,
              CollectiveSpan span)
        : c10d::Work(-1, work->retrieveOpType()),
          work_(std::move(work)),
          device_(device),
          traffic_(traffic),
          span_(std::move(span)) {}

    bool wait(std::chrono::milliseconds timeout) override {
        return timed([&] { return work_->wait(timeout); });
    }
    void synchronize() override {
        timed([&] { return work_->synchronize(), true; });
    }
    void blockCurrentStream() override {
        timed([&] { return work_->blockCurrentStream(), true; });
    }

    bool isCompleted() override { return work_->isCompleted(); }
    bool isSuccess() const override { return work_->isSuccess(); }
    std::exception_ptr exception() const override { return work_->exception(); }
    int sourceRank() const override { return work_->sourceRank(); }
    std::vector<torch::Tensor> result() override { return work_->result(); }
    void abort() override { work_->abort(); }
    c10::intrusive_ptr<c10::ivalue::Future> getFuture() override { return work_->getFuture(); }
    c10::intrusive_ptr<c10::ivalue::Future> getFutureResult() override { return work_->getFutureResult(); }
    float getDuration() const override { return work_->getDuration(); }
    std::uint64_t getSequencenumber() const override { return work_->getSequencenumber(); }

  private:
    template <class Wait>
    bool timed(const Wait& wait) {
        if (!traffic_.is_heard()) return wait();
        const auto from = moment_in(current_stream(device_));
        const bool done = wait();
        traffic_.awaited(span_, from, moment_in(current_stream(device_)));
        return done;
    }

    c10::intrusive_ptr<c10d::Work> work_;
    torch::Device device_;
    Traffic& traffic_;
    CollectiveSpan span_;
};

}  // namespace

c10::intrusive_ptr<c10d::Work> timed_work(c10::intrusive_ptr<c10d::Work> work, torch::Device device,
                                          Traffic& traffic, CollectiveSpan span) {
    return c10::make_intrusive<TimedWork>(std::move(work), device, traffic, std::move(span));
}

}  // namespace gren
