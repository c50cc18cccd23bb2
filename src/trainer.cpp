#include "src/trainer.h"

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
      optimizer_(*model, options.sgd) {}

StepReport Trainer::step(const Batch& batch, std::int64_t step, double learning_rate) {
    reducer_.zero_gradients();
    reducer_.forward_begins();
    const auto nodes = gather_nodes(world_, batch.key, batch.lungs_valid, batch.rows);  // hashes of all ranks
    const StepContext context{world_, model_, *options_.graph, options_.forward, batch, nodes, step};
    const auto q = options_.images_per_part > 0
                       ? accumulate_gradients(context, reducer_, options_.images_per_part)
                       : gradients_in_one_pass(context);
    optimizer_.step(learning_rate);
    return report(q);
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
    StepReport report{.loss = totals[0].item<double>(), .terms = {}};
    for (std::size_t i = 0; i < q.terms.size(); ++i)
        report.terms.emplace_back(q.terms[i].name, totals[static_cast<std::int64_t>(i) + 1].item<double>());
    return report;
}

}  // namespace gren
