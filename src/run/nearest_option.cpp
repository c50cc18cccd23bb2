#include "src/run/nearest_option.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "src/run/foreign_option_names.h"

namespace gren {
namespace {

std::size_t edit_distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j)
            diagonal = std::exchange(
                row[j], std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)}));
    }
    return row.back();
}

}  // namespace

std::string nearest_word(const std::vector<std::string>& words, const std::string& mistyped) {
    std::string best;
    std::size_t best_distance =
        std::min(std::size_t{4}, mistyped.size());  // of other letters all: no likeness
    for (const auto& word : words)
        if (const auto distance = edit_distance(mistyped, word); distance < best_distance) {
            best = word;
            best_distance = distance;
        }
    return best;
}

std::string did_you_mean(const std::string& near, const std::string& separator) {
    return near.empty() ? "" : separator + "did you mean '" + near + "'?";
}

std::string nearest_option(const boost::program_options::options_description& options,
                           const std::string& name) {
    for (const auto own : own_names_of(name))
        for (const auto& option : options.options())
            if (option->long_name() == own) return std::string(own);
    std::vector<std::string> names;
    for (const auto& option : options.options()) names.push_back(option->long_name());
    return nearest_word(names, name);
}

}  // namespace gren
