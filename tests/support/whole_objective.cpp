#include "tests/support/whole_objective.h"

#include <bit>
#include <map>
#include <set>

#include "dataio/sample.h"

namespace gren {
namespace {

BackboneFeatures backbone_of(Localizer& model, const Batch& batch) {
    const auto own = batch.image.size(0);
    const auto images =
        batch.companions.defined() ? torch::cat({batch.image, batch.companions}) : batch.image;
    const auto stages = model->backbone().forward_stages(images);
    BackboneFeatures seen{.own = stages[3].narrow(0, 0, own)};
    for (std::size_t i = 0; i < 3; ++i) seen.stages.push_back(stages[i].narrow(0, 0, own));
    if (batch.companions.defined()) seen.companions = stages[3].narrow(0, own, batch.companions.size(0));
    if (batch.anchors.defined()) {
        model->eval();
        seen.anchors = model->forward(batch.anchors);
        model->train();
    }
    return seen;
}

LabelCounts count_labels(const torch::Tensor& label) {
    LabelCounts counts;
    for (std::int64_t i = 0; i < label.size(0); ++i)
        for (std::int64_t k = 0; k < label.size(1); ++k) {
            const auto value = label[i][k].item<std::uint8_t>();
            counts.present += value == kLabelPresent ? 1 : 0;
            counts.absent += value == kLabelAbsent ? 1 : 0;
        }
    return counts;
}

double similarity(const torch::Tensor& hashes, std::int64_t u, std::int64_t a, std::int64_t v,
                  std::int64_t b) {
    const auto differing = static_cast<std::uint64_t>(hashes[u][a].item<std::int64_t>()) ^
                           static_cast<std::uint64_t>(hashes[v][b].item<std::int64_t>());
    return 1 - std::popcount(differing) / 64.0;
}

// Σ over pairs of images, and of their parts, of weight times distance; or the mean.
torch::Tensor pair_sum(const PairTerm& term, const torch::Tensor& hashes, std::int64_t images) {
    const auto parts = term.nodes_per_image, blocks = hashes.size(1);
    auto sum = torch::zeros({}, torch::kFloat64);
    std::int64_t edges = 0;
    for (std::int64_t u = 0; u < images; ++u)
        for (std::int64_t v = u + 1; v < images; ++v) {
            double mean = 0;
            for (std::int64_t a = 0; a < blocks; ++a)
                for (std::int64_t b = 0; b < blocks; ++b) mean += similarity(hashes, u, a, v, b);
            mean /= static_cast<double>(blocks * blocks);
            for (std::int64_t a = 0; a < parts; ++a)
                for (std::int64_t b = 0; b < parts; ++b) {
                    ++edges;
                    const auto alike = parts == 1 ? mean : similarity(hashes, u, a, v, b);
                    const auto weight = term.rule.sign == GraphSign::attract ? alike : 1 - alike;
                    const auto d = term.features[u * parts + a] - term.features[v * parts + b];
                    // At two equal images d has no derivative; ours is 0.
                    if (d.count_nonzero().item<std::int64_t>() > 0)
                        sum = sum + weight * d.pow(2).sum().sqrt();
                }
        }
    return term.reduction == Reduction::mean && edges > 0 ? sum / static_cast<double>(edges) : sum;
}

}  // namespace

bool has_plain_objective(const std::string& method) {
    return std::set<std::string>{"baseline", "intra", "inter",       "gren",
                                 "cosine",   "const", "batch-const", "shuffle"}
        .contains(method);
}

std::vector<std::string> term_names(const std::string& method) {
    static const std::map<std::string, std::vector<std::string>> others{
        {"baseline", {"localization"}},
        {"li", {"localization"}},
        {"attention", {"localization"}},
        {"cen", {"localization"}},
        {"cia", {"localization"}},
        {"intra", {"localization", "intra"}},
        {"inter", {"localization", "inter"}},
        {"ccg-code", {"localization", "inter"}},
        {"graph-rise", {"localization", "neighbors"}},
        {"zhou", {"localization", "diseases"}},
        {"cam", {"classification"}},
        {"pcan", {"classification"}},
        {"pylon", {"classification"}}};
    const auto found = others.find(method);
    return found == others.end() ? std::vector<std::string>{"localization", "intra", "inter"} : found->second;
}

PlainObjective whole_objective(Localizer& model, const Batch& batch) {
    const auto& method = model->method();
    const auto images = batch.image.size(0);
    const auto features = method.enhance(backbone_of(model, batch), batch);
    const GlobalNodes nodes{.rows = {images},
                            .first = 0,
                            .own = images,
                            .hash = batch.block_hash,
                            .valid = torch::ones({images}, torch::kBool),
                            .valid_images = images};
    const TermInput input{.batch = batch,
                          .nodes = nodes,
                          .features = features.map,
                          .regions = {},
                          .maps = method.head(features, method.grid),
                          .step = 0,
                          .labels = count_labels(batch.targets.label),
                          .companions = features.companions};
    PlainObjective out;
    out.features = features.map;
    out.q = torch::zeros({}, torch::kFloat64);
    for (const auto& loss : method.local) {
        const auto term = loss(input);
        const double divisor = term.reduction == Reduction::mean ? static_cast<double>(term.terms) : 1.0;
        out.terms[term.name] = term.per_image.sum() / divisor;
        out.q = out.q + term.lambda * out.terms[term.name];
    }
    for (const auto& loss : method.pairs) {
        const auto term = loss(input);
        out.terms[term.name] = pair_sum(term, batch.block_hash, images);
        out.q = out.q + term.lambda * out.terms[term.name];
    }
    return out;
}

}  // namespace gren
