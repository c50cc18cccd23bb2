#include "src/training/sgd.h"

#include <fmt/format.h>

#include <optional>

#include "dataio/data_error.h"

namespace gren {

Sgd::Sgd(const torch::nn::Module& module, const SgdOptions& options) : options_(options) {
    for (const auto& parameter : module.named_parameters()) {
        names_.push_back(parameter.key());
        parameters_.push_back(parameter.value());
        momentum_.push_back(torch::zeros_like(parameter.value()));
    }
}

void Sgd::step(double learning_rate, const torch::Tensor& skip) {
    const torch::NoGradGuard no_gradient;
    std::vector<torch::Tensor> gradients;
    for (const auto& parameter : parameters_) gradients.push_back(parameter.grad());
    // Momentum starts at 0: torch's first step comes to the same, and one that is skipped is no case.
    const bool has_momentum = options_.momentum != 0;  // torch wants no buffers without
    at::_fused_sgd_(parameters_, gradients, has_momentum ? at::TensorList(momentum_) : at::TensorList(),
                    options_.weight_decay, options_.momentum, learning_rate,
                    /*dampening=*/0.0, has_momentum && options_.nesterov, /*maximize=*/false,
                    /*is_first_step=*/false, /*grad_scale=*/{},
                    skip.defined() ? std::optional(skip) : std::nullopt);
    has_stepped_ = true;
}

std::map<std::string, torch::Tensor> Sgd::state() const {
    std::map<std::string, torch::Tensor> state;
    if (has_stepped_)
        for (std::size_t i = 0; i < names_.size(); ++i) state[names_[i]] = momentum_[i];
    return state;
}

void Sgd::load_state(const std::map<std::string, torch::Tensor>& state) {
    const torch::NoGradGuard no_gradient;
    if (state.empty()) return;
    for (std::size_t i = 0; i < names_.size(); ++i) {
        const auto found = state.find(names_[i]);
        if (found == state.end())
            throw DataError(fmt::format(
                "the checkpoint has no momentum of '{}'; it was written by another network", names_[i]));
        momentum_[i].copy_(found->second);
    }
    has_stepped_ = true;
}

}  // namespace gren
