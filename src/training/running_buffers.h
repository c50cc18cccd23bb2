// The buffers of a network, which batch norms move on in every forward pass, with those of the step before: a
// step that is not applied leaves none of its own.
#pragma once

#include <torch/nn/module.h>

#include <vector>

namespace gren {

class RunningBuffers {
  public:
    // `module`'s buffers move into one block for each dtype, so that what follows is a launch or two, not one
    // a buffer; their values and shapes stay. On one device; not to be moved to another afterwards.
    explicit RunningBuffers(const torch::nn::Module& module);
    void keep();
    // Back to what keep() found, where `undone` [1] bool is true; without making the host wait.
    void restore_where(const torch::Tensor& undone);

  private:
    std::vector<torch::Tensor> blocks_, kept_;
};

}  // namespace gren
