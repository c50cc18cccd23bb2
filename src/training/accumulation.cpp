#include "src/training/accumulation.h"

#include <algorithm>

#include "src/method/random_state.h"

namespace gren {
namespace {

struct Part {
    std::int64_t from, count;  // of this rank's images
    Batch batch;
    GlobalNodes nodes;
    RandomState random{};  // before its forward pass
};

// At least one, so that a rank without images still takes part in the last backward pass.
std::vector<Part> parts_of(const StepContext& step, std::int64_t images_per_part) {
    std::vector<Part> parts;
    std::int64_t from = 0;
    do {
        const auto count = std::min(images_per_part, step.nodes.own - from);
        parts.push_back({from, count, step.batch.part(from, count), step.nodes.part(from, count)});
        from += count;
    } while (from < step.nodes.own);
    return parts;
}

// The pair terms of all parts' images, their features gathered as leaves that collect a gradient.
std::vector<PairTerm> joined(const std::vector<std::vector<PairTerm>>& parts) {
    auto whole = parts.front();
    for (std::size_t t = 0; t < whole.size(); ++t) {
        std::vector<torch::Tensor> features, similarity_rows;
        for (const auto& part : parts) {
            features.push_back(part[t].features);
            if (part[t].similarity_rows.defined()) similarity_rows.push_back(part[t].similarity_rows);
        }
        whole[t].features = torch::cat(features).requires_grad_(true);
        if (!similarity_rows.empty()) whole[t].similarity_rows = torch::cat(similarity_rows);
    }
    return whole;
}

std::vector<PairTerm> first_pass(const StepContext& step, std::vector<Part>& parts) {
    const torch::NoGradGuard no_gradient;
    std::vector<std::vector<PairTerm>> seen;
    for (auto& part : parts) {
        part.random = RandomState();
        seen.push_back(pair_terms(step.model->method(), forward_pass(step, part.batch, part.nodes).seen));
    }
    return joined(seen);
}

// Backward on a part's own terms plus ⟨f, g⟩; g holds W and the shares of all ranks already.
Objective second_pass(const StepContext& step, const Part& part, const std::vector<PairTerm>& whole,
                      const std::function<void(const torch::Tensor&)>& before_backward) {
    if (!whole.empty()) part.random.restore();
    const auto input = forward_pass(step, part.batch, part.nodes).seen;
    auto q = local_objective(step, input);
    auto scaled = q.share * step.world.size();
    const auto terms = pair_terms(step.model->method(), input);
    for (std::size_t t = 0; t < terms.size(); ++t) {
        const auto each = terms[t].nodes_per_image;
        const auto g = whole[t].features.grad().narrow(0, part.from * each, part.count * each);
        scaled = scaled + (terms[t].features * g).sum();
    }
    const TimedPhase phase(step.timeline, Phase::backward, "backward");
    before_backward(scaled);
    scaled.backward();
    q.share = q.share.detach();
    return q;
}

}  // namespace

Objective accumulate_gradients(const StepContext& step, GradientReducer& reducer,
                               std::int64_t images_per_part) {
    auto parts = parts_of(step, images_per_part);
    std::vector<PairTerm> whole;
    Objective pairs, q;
    if (!step.model->method().pairs.empty()) {
        whole = first_pass(step, parts);
        const TimedPhase phase(step.timeline, Phase::graph, "graph");
        pairs = pair_objective(step.world, step.graph, step.nodes, whole);
        (pairs.share * step.world.size()).backward();
        pairs.share = pairs.share.detach();
    }
    for (const auto& part : parts)
        q += second_pass(step, part, whole, [&](const torch::Tensor& scaled) {
            if (&part == &parts.back()) reducer.backward_begins(scaled);  // ranks meet once, at the end
        });
    return q += pairs;
}

}  // namespace gren
