#include "src/training/trainer.h"

#include <cmath>

#include "distributed/collectives.h"
#include "distributed/side_stream.h"

namespace gren {
namespace {

std::vector<torch::Tensor> shared_parameters(World& world, Localizer& model) {
    broadcast_module(world, *model);
    return model->parameters();
}

// Backward begins with what was computed last, the graph: it is done when the gradient of its
// features is there.
void note_end_of_graph(const std::vector<PairTerm>& terms, const TimedPhase& backward) {
    for (const auto& term : terms)
        if (term.features.requires_grad())
            term.features.register_hook(
                [&backward](const torch::Tensor&) { backward.part_ended(Phase::graph, "graph, backward"); });
}

}  // namespace

Trainer::Trainer(World& world, Localizer& model, const TrainerOptions& options)
    : world_(world),
      model_(model),
      options_(options),
      timeline_(world.traffic(), world.device()),
      reducer_(world, shared_parameters(world, model)),
      optimizer_(*model, options.sgd),
      statistics_(model->buffers()) {
    if (options.forward.capture) captured_.emplace(world, model);
    for (const auto& buffer : statistics_) statistics_before_.push_back(buffer.clone());
}

StepReport Trainer::step(const Batch& batch, std::int64_t step, double learning_rate) {
    prepare();
    const auto [nodes, labels] = gather_hashes(batch);  // h of all ranks
    const StepContext context{world_,          model_,
                              *options_.graph, options_.forward,
                              batch,           nodes,
                              labels,          step,
                              timeline_,       captured_ ? &*captured_ : nullptr};
    const auto q = options_.images_per_part > 0
                       ? accumulate_gradients(context, reducer_, options_.images_per_part)
                       : gradients_in_one_pass(context);
    const auto result = report(q);
    apply(result, learning_rate);
    return result;
}

Objective Trainer::gradients_in_one_pass(const StepContext& step) {
    const auto forward = forward_pass(step, step.batch, step.nodes);  // F, z, f^l and f^r
    auto q = local_objective(step, forward.seen);                     // L + λ1 D_intra: Eq. 1-5
    std::vector<PairTerm> pairs;
    q += pairs_beside(step, forward, pairs);  // + λ2 D_inter: Eq. 6-7, and with it Q, Eq. 8
    backward(q.share * world_.size(), pairs);
    return q;
}

void Trainer::prepare() {
    const TimedPhase phase(timeline_, Phase::rest, "prepare");
    reducer_.zero_gradients();
    reducer_.forward_begins();
    at::_foreach_copy_(statistics_before_, statistics_);
}

GlobalBatch Trainer::gather_hashes(const Batch& batch) {
    const TimedPhase phase(timeline_, Phase::graph, "gather hashes");
    return gather_global_batch(world_, model_->method(), batch);
}

// On a GPU beside head and losses, which need nothing of other ranks.
Objective Trainer::pairs_beside(const StepContext& step, const ForwardPass& forward,
                                std::vector<PairTerm>& pairs) {
    const TimedPhase phase(timeline_, Phase::graph, "graph");
    const auto& [seen, features_ready] = forward;
    const SideStream side(world_, features_ready,
                          {seen.features, seen.regions, step.nodes.hash, step.nodes.valid});
    pairs = pair_terms(model_->method(), seen);
    auto q = pair_objective(world_, step.graph, step.nodes, pairs);
    q.share = side.handed_back(q.share);
    for (auto& term : q.terms) term.share = side.handed_back(term.share);
    return q;
}

void Trainer::backward(const torch::Tensor& scaled, const std::vector<PairTerm>& pairs) {
    const TimedPhase phase(timeline_, Phase::backward, "backward");
    if (timeline_.records()) note_end_of_graph(pairs, phase);
    reducer_.backward_begins(scaled);
    scaled.backward();
}

void Trainer::apply(const StepReport& report, double learning_rate) {
    const TimedPhase phase(timeline_, Phase::optimizer, "optimizer");
    if (!report.applied) {
        at::_foreach_copy_(statistics_, statistics_before_);
        return;
    }
    if (options_.clip_norm > 0) {
        const double share = options_.clip_norm / (report.gradient_norm + 1e-6);  // torch's
        if (share < 1) at::_foreach_mul_(gradients(), share);
    }
    optimizer_.step(learning_rate);
}

StepReport Trainer::report(const Objective& q) {
    const TimedPhase phase(timeline_, Phase::rest, "report");
    std::vector<torch::Tensor> shares{q.share.detach()};
    for (const auto& term : q.terms) shares.push_back(term.share);
    auto totals = torch::stack(shares).to(torch::kFloat64);
    all_reduce_sum(world_, totals);
    totals = totals.cpu();  // one wait for a GPU, not one a term
    StepReport report;
    report.loss = totals[0].item<double>();
    for (std::size_t i = 0; i < q.terms.size(); ++i)
        report.terms.emplace_back(q.terms[i].name, totals[static_cast<std::int64_t>(i) + 1].item<double>());
    measure_gradients(q, report);
    return report;
}

std::vector<torch::Tensor> Trainer::gradients() const {
    std::vector<torch::Tensor> gradients;
    for (const auto& parameter : model_->parameters()) gradients.push_back(parameter.grad());
    return gradients;
}

// All ranks come to the same figures: Q is their sum, and the reduced gradients are the same on each.
void Trainer::measure_gradients(const Objective& q, StepReport& report) const {
    auto norms = torch::stack(at::_foreach_norm(gradients(), 2));
    report.gradient_norm = norms.norm().item<double>();
    if (!std::isfinite(report.gradient_norm)) {
        // Squares of float32 values may be too large for it where the values are not.
        norms = torch::stack(at::_foreach_norm(gradients(), 2, torch::kFloat64));
        report.gradient_norm = norms.norm().item<double>();
    }
    report.applied = std::isfinite(report.loss) && std::isfinite(report.gradient_norm);
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
