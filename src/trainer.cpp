#include "src/trainer.h"

#include <cmath>
#include <limits>

#include "distributed/collectives.h"

namespace gren {
namespace {

std::vector<torch::Tensor> shared_parameters(World& world, Localizer& model) {
    broadcast_module(world, *model);
    return model->parameters();
}

}  // namespace

Trainer::Trainer(World& world, Localizer& model, const TrainerOptions& options)
    : world_(world),
      model_(model),
      options_(options),
      reducer_(world, shared_parameters(world, model)),
      optimizer_(*model, options.sgd),
      statistics_(model->buffers()) {
    for (const auto& buffer : statistics_) statistics_before_.push_back(buffer.clone());
}

StepReport Trainer::step(const Batch& batch, std::int64_t step, double learning_rate) {
    reducer_.zero_gradients();
    reducer_.forward_begins();
    at::_foreach_copy_(statistics_before_, statistics_);
    const auto nodes = gather_nodes(world_, batch.key, batch.lungs_valid, batch.rows);  // hashes of all ranks
    const StepContext context{world_, model_, *options_.graph, options_.forward, batch, nodes, step};
    const auto q = options_.images_per_part > 0
                       ? accumulate_gradients(context, reducer_, options_.images_per_part)
                       : gradients_in_one_pass(context);
    auto result = report(q);
    find_non_finite(q, result);
    if (result.applied)
        optimizer_.step(learning_rate);
    else
        at::_foreach_copy_(statistics_, statistics_before_);
    return result;
}

Objective Trainer::gradients_in_one_pass(const StepContext& step) {
    const auto& method = model_->method();
    const auto input =
        forward_pass(model_, step.forward, step.batch, step.nodes, step.step);       // F, maps, lungs
    auto q = local_objective(method, input);                                         // Eq. 1-5
    q += pair_objective(world_, step.graph, step.nodes, pair_terms(method, input));  // Eq. 6-8
    const auto scaled = q.share * world_.size();
    reducer_.backward_begins(scaled);
    scaled.backward();
    return q;
}

StepReport Trainer::report(const Objective& q) {
    std::vector<torch::Tensor> shares{q.share.detach()};
    for (const auto& term : q.terms) shares.push_back(term.share);
    auto totals = torch::stack(shares).to(torch::kFloat64);
    all_reduce_sum(world_, totals);
    StepReport report;
    report.loss = totals[0].item<double>();
    for (std::size_t i = 0; i < q.terms.size(); ++i)
        report.terms.emplace_back(q.terms[i].name, totals[static_cast<std::int64_t>(i) + 1].item<double>());
    return report;
}

// All ranks come to the same `applied`: Q is their sum, and the reduced gradients are the same on each.
void Trainer::find_non_finite(const Objective& q, StepReport& report) const {
    std::vector<torch::Tensor> gradients;
    for (const auto& parameter : model_->parameters()) gradients.push_back(parameter.grad());
    const auto norms = torch::stack(at::_foreach_norm(gradients, std::numeric_limits<double>::infinity()));
    report.applied = std::isfinite(report.loss) && norms.isfinite().all().item<bool>();
    if (report.applied) return;
    for (const auto& term : q.terms)
        if (!std::isfinite(term.share.item<double>())) report.non_finite.push_back(term.name);
    if (!std::isfinite(report.loss)) return;
    const auto names = model_->named_parameters().keys();
    for (std::size_t i = 0; i < names.size(); ++i)
        if (!std::isfinite(norms[static_cast<std::int64_t>(i)].item<double>()))
            report.non_finite.push_back("gradient of " + names[i]);
}

}  // namespace gren
