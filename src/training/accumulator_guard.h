// Autograd's last nodes, those that add to a parameter's gradient, belong to the stream that was current
// when they were made. The reducer makes them in the default stream, with which a recording may have
// nothing to do.
#pragma once

#include <torch/types.h>

#include <memory>
#include <vector>

namespace torch::autograd {
struct Node;
}

namespace gren {

using Accumulators = std::vector<std::shared_ptr<torch::autograd::Node>>;  // one a parameter

// Made in the current stream; nobody's hooks are on them.
Accumulators new_accumulators(const std::vector<torch::Tensor>& parameters);

// For its lifetime the parameters' gradients end in `own`, afterwards again in the accumulators that they had
// before. Whoever goes forward, or asks for gradients of these parameters, does it under such a guard.
class AccumulatorGuard {
  public:
    AccumulatorGuard(const std::vector<torch::Tensor>& parameters, const Accumulators& own);
    ~AccumulatorGuard();
    AccumulatorGuard(const AccumulatorGuard&) = delete;
    AccumulatorGuard& operator=(const AccumulatorGuard&) = delete;

  private:
    const std::vector<torch::Tensor>& parameters_;
    Accumulators before_;
};

}  // namespace gren
