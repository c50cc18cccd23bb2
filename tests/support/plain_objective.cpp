#include "tests/support/plain_objective.h"

namespace gren {
namespace {

torch::Tensor unit(const torch::Tensor& f, bool normalise) {
    return normalise ? f / f.pow(2).sum().sqrt() : f;
}

double similarity(std::int64_t a, std::int64_t b) {
    int bits = 0;
    for (auto x = static_cast<std::uint64_t>(a ^ b); x != 0; x >>= 1) bits += static_cast<int>(x & 1);
    return 1 - bits / 64.0;
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

// The feature vector of lung m of one image: F [C, h, w], its own pass [C, h, w] for the forward reading,
// mask [S, S].
torch::Tensor lung(const torch::Tensor& map, const torch::Tensor& pass, const torch::Tensor& mask, int m,
                   const std::string& reading) {
    const auto cell = mask.size(0) / map.size(1);
    const auto share =
        mask.to(torch::kFloat64).unfold(0, cell, cell).unfold(1, cell, cell).mean({2, 3});  // [h, w]
    if (reading == "forward") return pass.flatten();
    if (reading == "pooled") return (map * share).sum({1, 2}) / share.sum();
    const auto masked = map * share;
    return (reading == "mirror" && m == 1 ? masked.flip(-1) : masked).flatten();
}

}  // namespace

PlainObjective plain_objective(Localizer& model, const Batch& batch, std::int64_t grid,
                               const PlainOptions& o) {
    const auto images = batch.image.size(0);
    const bool passes = o.reading == "forward" && o.intra;
    const auto masked = [&](int m) { return batch.image * batch.lungs.narrow(1, m, 1).to(torch::kFloat64); };
    const auto trunk = model->forward(passes ? torch::cat({batch.image, masked(0), masked(1)}) : batch.image);
    const auto features = trunk.narrow(0, 0, images);
    const auto logits = model->method().head(features, grid).logits;
    PlainObjective out;
    out.terms["localization"] = localization(logits, batch.targets, o);
    out.q = out.terms["localization"];

    std::vector<int> valid;
    for (int i = 0; i < images; ++i)
        if (batch.lungs_valid[i].item<bool>()) valid.push_back(i);
    const double sign = o.attract ? 1 : -1;
    const auto weight = [&](double s) { return o.attract ? s : 1 - s; };
    const auto key = [&](int i, int m) { return batch.key[i][m].item<std::int64_t>(); };

    if (o.intra) {
        auto sum = torch::zeros({}, torch::kFloat64);
        for (const int i : valid) {
            torch::Tensor f[2];
            for (int m = 0; m < 2; ++m)
                f[m] = unit(lung(features[i], passes ? trunk[images * (1 + m) + i] : features[i],
                                 batch.lungs[i][m], m, o.reading),
                            o.normalise);
            sum = sum + weight(similarity(key(i, 0), key(i, 1))) * (f[0] - f[1]).pow(2).sum().sqrt();
        }
        out.terms["intra"] = o.mean_graph ? sum / static_cast<double>(valid.size()) : sum;
        out.q = out.q + sign * o.lambda_intra * out.terms["intra"];
    }
    if (o.inter) {
        auto sum = torch::zeros({}, torch::kFloat64);
        for (const int u : valid)
            for (const int v : valid) {
                if (u >= v) continue;
                const double s = (similarity(key(u, 0), key(v, 0)) + similarity(key(u, 1), key(v, 1))) / 2;
                const auto d =
                    unit(features[u].flatten(), o.normalise) - unit(features[v].flatten(), o.normalise);
                sum = sum + weight(s) * d.pow(2).sum().sqrt();
            }
        const auto pairs = static_cast<double>(valid.size() * (valid.size() - 1)) / 2;
        out.terms["inter"] = o.mean_graph && pairs > 0 ? sum / pairs : sum;
        out.q = out.q + sign * o.lambda_inter * out.terms["inter"];
    }
    return out;
}

}  // namespace gren
