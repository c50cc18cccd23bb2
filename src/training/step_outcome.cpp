#include "src/training/step_outcome.h"

#include <cmath>

#include "distributed/collectives.h"

namespace gren {
namespace {

torch::Tensor norms_in(at::ScalarType type, const std::vector<torch::Tensor>& gradients) {
    return torch::stack(at::_foreach_norm(gradients, 2, type)).to(torch::kFloat64);
}

// Squares of float32 values may be too large for it where the values are not. A GPU adds them up in float64
// in the same pass; on the CPU that would be a copy of all gradients, made only where it matters.
torch::Tensor norms_of(const std::vector<torch::Tensor>& gradients) {
    if (gradients.front().is_cuda()) return norms_in(torch::kFloat64, gradients);
    const auto norms = norms_in(gradients.front().scalar_type(), gradients);
    return std::isfinite(norms.norm().item<double>()) ? norms : norms_in(torch::kFloat64, gradients);
}

}  // namespace

std::vector<torch::Tensor> gradients_of(const torch::nn::Module& module) {
    std::vector<torch::Tensor> gradients;
    for (const auto& parameter : module.parameters()) gradients.push_back(parameter.grad());
    return gradients;
}

StepOutcome::StepOutcome(World& world, const torch::nn::Module& module, const Objective& q)
    : terms_(q.terms), module_(&module), norms_(norms_of(gradients_of(module))), norm_(norms_.norm()) {
    const torch::NoGradGuard no_gradient;
    std::vector<torch::Tensor> shares{q.share.detach()};
    for (const auto& term : q.terms) shares.push_back(term.share);
    auto totals = torch::stack(shares).to(torch::kFloat64);
    all_reduce_sum(world, totals);
    const auto values = torch::cat({totals, norm_.unsqueeze(0)});
    // ∞ and NaN alone have a product with 0 that is not 0.
    bad_ = ((totals[0] + norm_) * 0).ne(0).unsqueeze(0);
    if (!values.is_cuda()) {
        host_ = values;
        return;
    }
    host_ = torch::empty(values.sizes(), torch::TensorOptions(torch::kFloat64).pinned_memory(true));
    host_.copy_(values, /*non_blocking=*/true);
    written_ = mark_stream(values.device());
}

StepReport StepOutcome::read() const {
    if (written_) written_->synchronize();
    const auto* value = host_.const_data_ptr<double>();
    StepReport report;
    report.loss = *value++;
    for (const auto& term : terms_) report.terms.emplace_back(term.name, *value++);
    report.gradient_norm = *value;
    report.applied = std::isfinite(report.loss) && std::isfinite(report.gradient_norm);
    if (!report.applied) report.non_finite = not_finite_parts(report);
    return report;
}

std::vector<std::string> StepOutcome::not_finite_parts(const StepReport& report) const {
    std::vector<std::string> parts;
    for (const auto& term : terms_)
        if (!std::isfinite(term.share.item<double>())) parts.push_back(term.name);
    if (!std::isfinite(report.loss)) return parts;
    const auto names = module_->named_parameters().keys();
    for (std::size_t i = 0; i < names.size(); ++i)
        if (!std::isfinite(norms_[static_cast<std::int64_t>(i)].item<double>()))
            parts.push_back("gradient of " + names[i]);
    return parts;
}

}  // namespace gren
