#include "src/training/accumulator_guard.h"

#include <torch/csrc/autograd/functions/accumulate_grad.h>
#include <torch/csrc/autograd/variable.h>

namespace gren {

Accumulators new_accumulators(const std::vector<torch::Tensor>& parameters) {
    Accumulators all;
    for (const auto& parameter : parameters)
        all.push_back(std::make_shared<torch::autograd::AccumulateGrad>(parameter));
    return all;
}

AccumulatorGuard::AccumulatorGuard(const std::vector<torch::Tensor>& parameters, const Accumulators& own)
    : parameters_(parameters) {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        before_.push_back(torch::autograd::impl::try_get_grad_accumulator(parameters[i]));
        torch::autograd::impl::set_grad_accumulator(parameters[i], own[i]);
    }
}

AccumulatorGuard::~AccumulatorGuard() {
    for (std::size_t i = 0; i < parameters_.size(); ++i)
        torch::autograd::impl::set_grad_accumulator(parameters_[i], before_[i]);
}

}  // namespace gren
