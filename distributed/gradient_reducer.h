// Gradients meet in buckets while the backward pass still runs: c10d::Reducer, the engine of PyTorch's DDP.
#pragma once

#include <torch/nn/module.h>

#include <memory>
#include <vector>

#include "distributed/world.h"

namespace c10d {
class Reducer;
}

namespace gren {

// After backward() every parameter's grad is the **mean over ranks** of the ranks' gradients.
class GradientReducer {
  public:
    // All ranks pass the same parameters in the same order. Parameters must outlive the reducer.
    GradientReducer(World& world, std::vector<torch::Tensor> parameters,
                    std::int64_t bucket_bytes = 25 << 20);
    ~GradientReducer();
    // Before the forward pass and, with the loss that backward() will be called on, before the backward pass.
    void forward_begins();
    void backward_begins(const torch::Tensor& loss);
    // Zeroes gradients without giving the buckets' memory back.
    void zero_gradients();

  private:
    std::vector<torch::Tensor> parameters_;
    std::shared_ptr<c10d::Reducer> reducer_;
};

// Collective: every parameter and buffer of `module` becomes rank 0's, in place.
void broadcast_module(World& world, torch::nn::Module& module);

}  // namespace gren
