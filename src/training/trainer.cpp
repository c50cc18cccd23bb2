#include "src/training/trainer.h"

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
      timeline_(world.traffic(), clock_of(world)),
      reducer_(world, shared_parameters(world, model)),
      optimizer_(*model, options.sgd),
      statistics_(*model) {
    if (options.forward.capture) captured_.emplace(world, model);
}

StepOutcome Trainer::submit(const Batch& batch, std::int64_t step, double learning_rate) {
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
    auto outcome = measure(q);
    apply(outcome, learning_rate);
    return outcome;
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
    statistics_.keep();
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
    std::optional<TimedPhase> beside;
    if (world_.side_stream()) beside.emplace(timeline_, Phase::graph, "graph, beside");
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

StepOutcome Trainer::measure(const Objective& q) {
    const TimedPhase phase(timeline_, Phase::rest, "report");
    return {world_, *model_, q};
}

// Whether a step counts is known on the device alone, where a GPU is to go on without the host.
void Trainer::apply(const StepOutcome& outcome, double learning_rate) {
    const TimedPhase phase(timeline_, Phase::optimizer, "optimizer");
    statistics_.restore_where(outcome.not_finite());
    if (options_.clip_norm > 0) {
        const auto gradients = gradients_of(*model_);
        const auto share = (options_.clip_norm / (outcome.gradient_norm() + 1e-6)).clamp_max(1);  // torch's
        at::_foreach_mul_(gradients, share.to(gradients.front().scalar_type()));
    }
    optimizer_.step(learning_rate, outcome.not_finite().to(torch::kFloat32));
}

}  // namespace gren
