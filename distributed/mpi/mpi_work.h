// The handle of one collective in MpiQueue: completed by the queue's thread, whether or not anybody waits.
#pragma once

#include <torch/types.h>

#include <chrono>
#include <exception>
#include <string>
#include <torch/csrc/distributed/c10d/Work.hpp>
#include <vector>

#include "distributed/transport/traffic.h"

namespace gren {

class MpiWork : public c10d::Work {
  public:
    // `sequence` counts the collectives of a backend from 1: equal on all ranks while they are in step.
    // `traffic` hears when the collective ran; it must outlive the work.
    MpiWork(Traffic& traffic, Collective collective, std::int64_t bytes, std::uint64_t sequence, int rank,
            int size, std::vector<torch::Tensor> outputs);

    // Throws CollectiveError: what the collective failed with, or not complete within `timeout` (0: the
    // queue's time-out is the only one).
    bool wait(std::chrono::milliseconds timeout = kNoTimeout) override;
    c10::intrusive_ptr<c10::ivalue::Future> getFuture() override { return future_; }
    std::vector<torch::Tensor> result() override { return outputs_; }
    std::uint64_t getSequencenumber() const override { return span_.sequence; }

    // For the queue. A null pointer is success.
    void begin() { span_.begun = host_moment(); }
    void complete(const std::exception_ptr& error);
    // "all_reduce 17 of rank 1 of 4".
    std::string name() const;
    std::string late(std::chrono::milliseconds timeout, const std::string& why) const;

  private:
    Traffic& traffic_;
    CollectiveSpan span_;
    int size_;
    std::vector<torch::Tensor> outputs_;
    c10::intrusive_ptr<c10::ivalue::Future> future_;
};

}  // namespace gren
