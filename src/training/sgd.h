// SGD with (Nesterov) momentum (section IV.B), by libtorch's fused step: one pass over each parameter.
#pragma once

#include <torch/nn/module.h>

#include <map>
#include <string>
#include <vector>

namespace gren {

struct SgdOptions {
    double momentum = 0.9;
    bool nesterov = true;        // the paper; the released script without
    double weight_decay = 1e-4;  // on every parameter, as the paper's SGD
};

class Sgd {
  public:
    // Parameters by name, so that its state can be saved under the same names.
    Sgd(const torch::nn::Module& module, const SgdOptions& options);
    // REQUIRES: every parameter has a gradient. Where `skip` [1] float32, on the parameters' device, is 1,
    // nothing changes; undefined: it is applied.
    void step(double learning_rate, const torch::Tensor& skip = {});

    std::map<std::string, torch::Tensor> state()
        const;  // momentum buffers by parameter name; empty before the first step
    void load_state(const std::map<std::string, torch::Tensor>& state);

  private:
    SgdOptions options_;
    std::vector<std::string> names_;
    std::vector<torch::Tensor> parameters_, momentum_;
    bool has_stepped_ = false;
};

}  // namespace gren
