#include "src/training/probe.h"

#include <torch/autograd.h>

#include <algorithm>
#include <cmath>

#include "distributed/collectives.h"
#include "src/method/random_state.h"
#include "src/training/forward_pass.h"
#include "src/training/global_batch.h"

namespace gren {
namespace {

struct Term {
    ProbedTerm probed;
    torch::Tensor share;  // this rank's part, with gradient
};

ProbedTerm named(const std::string& name, double lambda) {
    ProbedTerm term;
    term.name = name;
    term.lambda = lambda;
    return term;
}

// Weight and distance of this rank's edges, [E, 2] float64 on the CPU -> those of all ranks'.
ProbedEdges edges_of(World& world, const torch::Tensor& own) {
    const auto mean_of = [&](const torch::Tensor& values, std::int64_t edges) {
        auto sum = values.sum(0);
        all_reduce_sum(world, sum);
        return sum / static_cast<double>(edges);
    };
    auto edges = torch::tensor({own.size(0)});
    all_reduce_sum(world, edges);
    const auto count = edges.item<std::int64_t>();
    const auto mean = mean_of(own, count), stddev = mean_of((own - mean).square(), count).sqrt();
    const auto spread = [&](int i) { return Spread{mean[i].item<double>(), stddev[i].item<double>()}; };
    return {count, spread(0), spread(1)};
}

Term probed(World& world, const GlobalNodes& nodes, const LocalTerm& term) {
    Term out{named(term.name, term.lambda), share_of(term)};
    if (!term.distance.defined()) return out;
    const auto all = torch::stack({term.weight, term.distance.to(term.weight.options())}, 2);  // [B, E, 2]
    const auto valid = nodes.own_part(nodes.valid).to(torch::kCPU);
    out.probed.edges = edges_of(world, all.to(torch::kCPU).index({valid}).flatten(0, 1));
    return out;
}

Term probed(World& world, const GlobalGraph& graph, const GlobalNodes& images, const PairTerm& term) {
    Term out{named(term.name, term.lambda), share_of(world, graph, images, term)};
    const auto nodes = nodes_of(term, images);
    const auto held = graph.held_rows(nodes), own = nodes.own_rows();
    const auto valid = nodes.valid.to(torch::kCPU);
    const auto image = torch::arange(nodes.size()).div(term.nodes_per_image, "floor");
    const auto edges = (own.of(valid).unsqueeze(1) & valid.unsqueeze(0)).triu(own.first + 1) &
                       (own.of(image).unsqueeze(1) != image.unsqueeze(0));
    const auto of_edges = [&](const torch::Tensor& matrix) {
        return matrix.narrow(0, own.first - held.first, own.count).to(torch::kCPU).index({edges});
    };
    const auto weight = held_weights(world, graph, images, term);
    const auto distance = graph.distances(world.graph(), nodes, term.features.detach());
    out.probed.edges = edges_of(world, torch::stack({of_edges(weight), of_edges(distance)}, 1));
    return out;
}

std::vector<Term> terms_of(World& world, const GlobalGraph& graph, const Method& method,
                           const TermInput& input) {
    std::vector<Term> terms;
    for (const auto& loss : method.local) terms.push_back(probed(world, input.nodes, loss(input)));
    for (const auto& term : pair_terms(method, input))
        terms.push_back(probed(world, graph, input.nodes, term));
    return terms;
}

// Inner products of the terms' gradients, [T, T] float64: at the parameters and at F.
struct Products {
    torch::Tensor parameters, features;
};

// A rank's backward pass gives its parameters the gradient of the sum of all shares that runs through its own
// images (trainer.h): the sum over ranks is the term's.
Products gradient_products(World& world, Localizer& model, const std::vector<Term>& terms,
                           const torch::Tensor& features) {
    auto inputs = model->parameters();
    inputs.push_back(features);
    std::vector<std::vector<torch::Tensor>> rows(inputs.size());  // of each input: a row a term
    for (const auto& term : terms) {
        const auto gradients =
            torch::autograd::grad({term.share}, inputs, /*grad_outputs=*/{}, /*retain_graph=*/true,
                                  /*create_graph=*/false, /*allow_unused=*/true);
        for (std::size_t i = 0; i < inputs.size(); ++i)
            rows[i].push_back(
                (gradients[i].defined() ? gradients[i] : torch::zeros_like(inputs[i])).flatten());
    }
    const auto products = [](const torch::Tensor& matrix) {
        const auto wide = matrix.to(torch::kFloat64);
        return wide.matmul(wide.t());
    };
    const auto count = static_cast<std::int64_t>(terms.size());
    auto parameters = torch::zeros({count, count}, features.options().dtype(torch::kFloat64));
    for (std::size_t i = 0; i + 1 < inputs.size(); ++i) {
        auto whole = torch::stack(rows[i]);
        all_reduce_sum(world, whole);
        parameters += products(whole);
    }
    auto at_features = products(torch::stack(rows.back()));  // rows of F belong to one rank each
    all_reduce_sum(world, at_features);
    return {parameters.to(torch::kCPU), at_features.to(torch::kCPU)};
}

// Of Σ λ_t T_t. products [T, T], lambda [T]
double norm(const torch::Tensor& products, const torch::Tensor& lambda) {
    return std::sqrt(std::max(0.0, lambda.dot(products.mv(lambda)).item<double>()));
}

// Between Σ λ_t T_t and L, the first term.
double cosine(const torch::Tensor& products, const torch::Tensor& lambda) {
    const double loss = std::sqrt(products[0][0].item<double>());
    return products[0].dot(lambda).item<double>() / (loss * norm(products, lambda));
}

template <typename F>
Gradients at_both(const Products& products, const torch::Tensor& lambda, const F& f) {
    return {f(products.parameters, lambda), f(products.features, lambda)};
}

double mean_norm(World& world, const torch::Tensor& features, std::int64_t images) {
    auto sum = features.detach().to(torch::kFloat64).flatten(1).norm(2, 1).sum();
    all_reduce_sum(world, sum);
    return sum.item<double>() / static_cast<double>(images);
}

}  // namespace

ProbeReport probe_terms(World& world, Localizer& model, const TrainerOptions& options, const Batch& batch,
                        std::int64_t step) {
    std::vector<torch::Tensor> statistics;
    for (const auto& buffer : model->buffers()) statistics.push_back(buffer.clone());
    const RandomState random;

    const auto [nodes, labels] = gather_global_batch(world, model->method(), batch);
    auto forward = options.forward;
    forward.recompute =
        false;  // a block computed again fills gradients of parameters, which stay as they are
    Timeline off(world.traffic(), host_clock());
    const auto input =
        forward_pass({world, model, *options.graph, forward, batch, nodes, labels, step, off}, batch, nodes)
            .seen;
    const auto terms = terms_of(world, *options.graph, model->method(), input);
    const auto products = gradient_products(world, model, terms, input.features);

    ProbeReport report;
    report.feature_norm = mean_norm(world, input.features, nodes.size());
    const auto one = torch::eye(static_cast<std::int64_t>(terms.size()), torch::kFloat64);
    auto graph = torch::zeros_like(one[0]);
    for (const auto& term : terms) {
        const auto i = static_cast<std::int64_t>(report.terms.size());
        report.terms.push_back(term.probed);
        report.terms.back().norm = at_both(products, one[i], norm);
        report.terms.back().cosine = at_both(products, term.probed.lambda * one[i], cosine);
        if (i > 0) graph += term.probed.lambda * one[i];
    }
    report.graph_norm = at_both(products, graph, norm);
    report.graph_cosine = at_both(products, graph, cosine);

    at::_foreach_copy_(model->buffers(), statistics);
    random.restore();
    return report;
}

}  // namespace gren
