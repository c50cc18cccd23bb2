#include "distributed/session/disagreement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>

namespace gren {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

// One line per line that differs, with both readings.
std::string differences(const std::string& first, const std::string& other, std::size_t rank) {
    const auto ours = lines_of(first), theirs = lines_of(other);
    const auto reading = [](const std::vector<std::string>& lines, std::size_t i) {
        return i < lines.size() ? fmt::format("'{}'", lines[i]) : std::string("no such line");
    };
    std::string text;
    for (std::size_t i = 0; i < std::max(ours.size(), theirs.size()); ++i)
        if (const auto a = reading(ours, i), b = reading(theirs, i); a != b)
            text += fmt::format("\n  line {}: rank 0 has {}, rank {} has {}", i + 1, a, rank, b);
    return text.empty() ? fmt::format("\n  rank 0 and rank {} end their last lines differently", rank) : text;
}

}  // namespace

std::optional<std::string> disagreement(const std::string& what, const std::vector<std::string>& texts) {
    std::vector<std::size_t> ranks;
    std::string detail;
    for (std::size_t rank = 1; rank < texts.size(); ++rank) {
        if (texts[rank] == texts[0]) continue;
        ranks.push_back(rank);
        detail += differences(texts[0], texts[rank], rank);
    }
    if (ranks.empty()) return std::nullopt;
    return fmt::format(
        "the ranks do not agree on the {}: rank {} differs from rank 0; start all "
        "ranks with the same options and the same data{}",
        what, fmt::join(ranks, ", "), detail);
}

}  // namespace gren
