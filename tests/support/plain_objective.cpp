#include "tests/support/plain_objective.h"

#include <numeric>

namespace gren {
namespace {

torch::Tensor unit(const torch::Tensor& f, bool normalize) {
    return normalize ? f / f.pow(2).sum().sqrt() : f;
}

double hash_similarity_of(std::int64_t a, std::int64_t b) {
    int bits = 0;
    for (auto x = static_cast<std::uint64_t>(a ^ b); x != 0; x >>= 1) bits += static_cast<int>(x & 1);
    return 1 - bits / 64.0;
}

double cosine_of(const torch::Tensor& a, const torch::Tensor& b) {
    return ((a * b).sum() / (a.norm() * b.norm())).item<double>();
}

// Steele, Lea and Flood 2014 ("splitmix64"), with a Fisher-Yates shuffle from the last place down.
std::vector<double> shuffled(std::vector<double> values, std::uint64_t state) {
    for (auto left = values.size(); left > 1; --left) {
        std::uint64_t z = (state += 0x9e3779b97f4a7c15U);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        std::swap(values[left - 1], values[(z ^ (z >> 31)) % left]);
    }
    return values;
}

torch::Tensor localization(const torch::Tensor& logits, const LocalizationTargets& targets,
                           const PlainOptions& options) {
    auto sum = torch::zeros({}, torch::kFloat64);
    for (int i = 0; i < logits.size(0); ++i)
        for (int k = 0; k < logits.size(1); ++k) {
            const auto p = logits[i][k].sigmoid(), t = targets.cells[i][k];
            const auto absent = (1 - p).prod();
            const auto label = targets.label[i][k].item<int>();
            if (targets.boxed[i][k].item<bool>())
                sum = sum + options.beta * (-t * p.log() - (1 - t) * (1 - p).log()).sum();
            else if (label != 255)
                sum = sum - (label == 1 ? (1 - absent).log() : absent.log());
        }
    return options.mean_loss ? sum / logits.size(0) : sum;
}

// The feature vector of one region of one image: F [C, h, w], its own pass [C, h, w] for the forward reading,
// mask [S, S].
torch::Tensor region(const torch::Tensor& map, const torch::Tensor& pass, const torch::Tensor& mask,
                     bool right, const std::string& reading) {
    const auto cell = mask.size(0) / map.size(1);
    const auto share =
        mask.to(torch::kFloat64).unfold(0, cell, cell).unfold(1, cell, cell).mean({2, 3});  // [h, w]
    if (reading == "forward") return pass.flatten();
    if (reading == "pooled") return (map * share).sum({1, 2}) / share.sum();
    const auto masked = map * share;
    return (reading == "mirror" && right ? masked.flip(-1) : masked).flatten();
}

struct Pair {
    double similarity;
    torch::Tensor distance;
};

std::vector<PlainEdge> weighted(const std::vector<Pair>& pairs, const PlainOptions& o, double mean) {
    std::vector<double> weights;
    for (const auto& pair : pairs) weights.push_back(o.attract ? pair.similarity : 1 - pair.similarity);
    if (o.weights == "const") weights.assign(weights.size(), o.attract ? mean : 1 - mean);
    if (o.weights == "batch-const" && !weights.empty())
        weights.assign(weights.size(), std::accumulate(weights.begin(), weights.end(), 0.0) /
                                           static_cast<double>(weights.size()));
    if (o.weights == "shuffle") weights = shuffled(weights, o.shuffle_seed);
    std::vector<PlainEdge> edges;
    for (std::size_t e = 0; e < pairs.size(); ++e) edges.push_back({weights[e], pairs[e].distance});
    return edges;
}

torch::Tensor sum_of(const std::vector<PlainEdge>& edges, const PlainOptions& o) {
    auto sum = torch::zeros({}, torch::kFloat64);
    for (const auto& edge : edges) sum = sum + edge.weight * edge.distance;
    return o.mean_graph && !edges.empty() ? sum / static_cast<double>(edges.size()) : sum;
}

}  // namespace

PlainObjective plain_objective(Localizer& model, const Batch& batch, std::int64_t grid,
                               const PlainOptions& o) {
    const int images = static_cast<int>(batch.image.size(0)), regions = static_cast<int>(batch.right.size());
    const bool cosine = o.weights == "cosine";
    const bool passes = o.reading == "forward" && (o.intra || cosine);
    // A grey value of 0 less ImageNet's mean, by its std, in float32 as images are.
    const auto black = torch::tensor({-0.485F / 0.229F, -0.456F / 0.224F, -0.406F / 0.225F});
    const auto masked = [&](int m) {
        const auto inside = batch.regions.narrow(1, m, 1).to(torch::kFloat64);
        const auto image = batch.image * inside;
        return o.grey_background ? image : image + (1 - inside) * black.view({1, 3, 1, 1});
    };
    const auto all_passes = [&] {
        std::vector<torch::Tensor> seen{batch.image};
        for (int m = 0; m < regions; ++m) seen.push_back(masked(m));
        return seen;
    };
    const auto backbone = model->forward(passes ? torch::cat(all_passes()) : batch.image);
    const auto features = backbone.narrow(0, 0, images);
    const auto logits = model->method().head({features}, grid).logits;
    PlainObjective out;
    out.features = features;
    out.terms["localization"] = localization(logits, batch.targets, o);
    out.q = out.terms["localization"];

    const auto region_of = [&](int i, int m) {
        const auto pass = passes ? backbone[images * (1 + m) + i] : features[i];
        const bool right = batch.right[static_cast<std::size_t>(m)];
        return unit(region(features[i], pass, batch.regions[i][m], right, o.reading), o.normalize);
    };
    const auto similarity = [&](int u, int m, int v, int n) {
        if (cosine) return cosine_of(region_of(u, m), region_of(v, n));
        return hash_similarity_of(batch.hash[u][m].item<std::int64_t>(),
                                  batch.hash[v][n].item<std::int64_t>());
    };
    const auto distance = [](const torch::Tensor& a, const torch::Tensor& b) {
        // At two equal images d has no derivative; ours is 0.
        return torch::equal(a, b) ? torch::zeros({}, torch::kFloat64) : (a - b).pow(2).sum().sqrt();
    };
    std::vector<Pair> intra, inter;
    for (int u = 0; u < images; ++u) {
        if (!batch.lungs_valid[u].item<bool>()) continue;
        for (int a = 0; o.intra && a < regions; ++a)
            for (int b = a + 1; b < regions; ++b)
                intra.push_back({similarity(u, a, u, b), distance(region_of(u, a), region_of(u, b))});
        for (int v = u + 1; o.inter && v < images; ++v) {
            if (!batch.lungs_valid[v].item<bool>()) continue;
            double mean = 0;
            for (int m = 0; m < regions; ++m) mean += similarity(u, m, v, m) / regions;
            inter.push_back({mean, distance(unit(features[u].flatten(), o.normalize),
                                            unit(features[v].flatten(), o.normalize))});
        }
    }
    const double sign = o.attract ? 1 : -1;
    const auto add = [&](const char* name, double lambda, const std::vector<Pair>& pairs, double mean) {
        out.edges[name] = weighted(pairs, o, mean);
        out.terms[name] = sum_of(out.edges[name], o);
        out.q = out.q + sign * lambda * out.terms[name];
    };
    if (o.intra) add("intra", o.lambda_intra, intra, o.mean_intra);
    if (o.inter) add("inter", o.lambda_inter, inter, o.mean_inter);
    return out;
}

}  // namespace gren
