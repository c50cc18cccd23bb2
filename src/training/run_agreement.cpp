#include "src/training/run_agreement.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <map>
#include <sstream>

namespace gren {
namespace {

using Values = std::map<std::string, std::string>;

Values values_of(const std::string& text) {
    Values values;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (const auto sign = line.find(" = "); sign != std::string::npos)
            values[line.substr(0, sign)] = line.substr(sign + 3);
    return values;
}

std::int64_t number_of(const std::string& text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

bool only_goes_further(const std::string& name, const std::string& saved, const std::string& own) {
    return name == "epochs" && number_of(own) > number_of(saved);
}

}  // namespace

std::vector<std::string> differences_from(const std::string& saved, const std::string& own) {
    auto had = values_of(saved), has = values_of(own);
    for (const auto& [name, value] : has) had.try_emplace(name, "none");
    std::vector<std::string> found;
    for (const auto& [name, value] : had) {
        const auto here = has.try_emplace(name, "none").first->second;
        if (value != here && !only_goes_further(name, value, here))
            found.push_back(fmt::format("{} = {}, here {}", name, value, here));
    }
    return found;
}

}  // namespace gren
