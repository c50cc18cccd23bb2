#include "src/training/graph_watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gren {
namespace {

constexpr double kSaidAgain = 10;  // at a ratio so many times the last limit

double weighted(const ProbedTerm& term) {
    return std::abs(term.lambda) * term.norm.parameters;
}

// Of the term's λ; null of a term that is a loss of labels (zhou's of the diseases).
const char* option_of(const ProbedTerm& term) {
    if (term.name == "intra") return "--lambda-intra";
    return term.name == "inter" || term.name == "neighbors" ? "--lambda-inter" : nullptr;
}

}  // namespace

std::optional<std::string> GraphWatch::note(std::int64_t step, const ProbeReport& probe) {
    if (step == 0 || std::ranges::none_of(probe.terms, option_of)) return std::nullopt;
    const auto ratio = probe.graph_norm.parameters / probe.terms.front().norm.parameters;
    if (!(ratio > limit_) || !std::isfinite(ratio)) return std::nullopt;
    while (ratio > limit_) limit_ *= kSaidAgain;
    const auto longest = std::ranges::max_element(
        probe.terms, {}, [](const ProbedTerm& term) { return option_of(term) ? weighted(term) : -1.0; });
    return fmt::format(
        "step {}: the graph's gradient is {:.2g} times the loss's, most of it by {}: the graph rather than "
        "the labels decides what is learnt. Divide {} by {:.0f}",
        step, ratio, longest->name, option_of(*longest), std::ceil(10 * ratio));
}

}  // namespace gren
