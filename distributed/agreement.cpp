#include "distributed/agreement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <sstream>
#include <stdexcept>

#include "distributed/collectives.h"

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

void require_agreement(World& world, const std::string& what, const std::string& own) {
    // Their hashes first, so that agreeing costs a word a rank however long the text is.
    const auto hash = torch::tensor({static_cast<std::int64_t>(std::hash<std::string>{}(own))});
    const auto hashes = gather_rows(world, hash, std::vector<std::int64_t>(world.size(), 1));
    if (hashes.eq(hashes[0]).all().item<bool>()) return;
    const auto texts = gather_text(world, own);
    std::vector<std::size_t> ranks;
    std::string detail;
    for (std::size_t rank = 1; rank < texts.size(); ++rank) {
        if (texts[rank] == texts[0]) continue;
        ranks.push_back(rank);
        detail += differences(texts[0], texts[rank], rank);
    }
    if (!ranks.empty())
        throw std::runtime_error(
            fmt::format("the ranks do not agree on the {}: rank {} differs from rank 0; start all "
                        "ranks with the same options and the same data{}",
                        what, fmt::join(ranks, ", "), detail));
}

bool any_rank(World& world, bool own) {
    auto flag = torch::tensor({own}, torch::kBool);
    all_reduce_max(world, flag);
    return flag.item<bool>();
}

}  // namespace gren
