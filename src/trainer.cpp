#include "src/trainer.h"

#include "distributed/collectives.h"
#include "src/autocast.h"

namespace gren {
namespace {

// Losses and the graph in float32 at least: bfloat16 features are widened, float64 ones stay.
torch::Tensor widened(const torch::Tensor& t) {
    return t.scalar_type() == torch::kBFloat16 ? t.to(torch::kFloat32) : t;
}

std::vector<torch::Tensor> shared_parameters(World& world, Localizer& model) {
    broadcast_module(world, *model);
    return model->parameters();
}

torch::Tensor masked_image(const Batch& batch, int lung) {
    return batch.image * batch.lungs.narrow(1, lung, 1);
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
    const auto input = forward(batch, nodes, step);             // F, probabilities, f^l, f^r
    const auto q = objective(world_, model_->method(), input);  // Eq. 1-8
    const auto scaled = q.share * world_.size();
    reducer_.backward_begins(scaled);
    scaled.backward();
    optimizer_.step(learning_rate);
    return report(q);
}

TermInput Trainer::forward(const Batch& batch, const GlobalNodes& nodes, std::int64_t step) {
    const auto& method = model_->method();
    const Bfloat16Autocast autocast(options_.bfloat16, world_.device().type());
    const auto own = batch.image.size(0);
    const bool passes = method.needs_lungs && method.lung_reading == LungReading::forward;
    const auto images =
        passes ? torch::cat({batch.image, masked_image(batch, 0), masked_image(batch, 1)}) : batch.image;
    const auto trunk = model_->forward(images);  // F of the images, then of their lungs
    const auto features = method.enhance(trunk.narrow(0, 0, own), batch);
    const auto maps = method.head(features, options_.grid);
    torch::Tensor lungs;
    if (method.needs_lungs) {
        lungs = passes ? lung_features_of_passes(widened(trunk.narrow(0, own, own)),
                                                 widened(trunk.narrow(0, 2 * own, own)))
                       : lungs_of(batch, widened(features));
        if (method.normalise_features) lungs = l2_normalised(lungs);
    }
    return {.batch = batch,
            .nodes = nodes,
            .features = widened(features),
            .lungs = lungs,
            .maps = {widened(maps.logits)},
            .step = step};
}

torch::Tensor Trainer::lungs_of(const Batch& batch, const torch::Tensor& features) {
    const auto fractions = lung_fractions(batch.lungs, features.size(2), features.size(3));
    return lung_features(features, fractions, model_->method().lung_reading);
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
