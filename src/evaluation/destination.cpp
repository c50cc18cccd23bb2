#include "src/evaluation/destination.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <tuple>

#include "src/run/usage_error.h"

namespace gren {
namespace {

constexpr std::size_t kDigits = 12;  // of a digest, enough to tell by eye

[[noreturn]] void refuse(const RunFolder& folder, const std::string& why) {
    throw UsageError(
        fmt::format("gren evaluate: {}: {}; --out DIR writes this evaluation elsewhere, --force into that "
                    "folder all the same",
                    folder.path.string(), why));
}

std::string digits(const std::string& digest) {
    return digest.substr(0, kDigits);
}

void require_own_folder(const Evaluated& evaluated) {
    if (evaluated.trained_on != evaluated.dataset)
        refuse(
            evaluated.run,
            fmt::format("was trained on the data set {}, found --data with the digest {}, expected the run's "
                        "own where its evaluation stands",
                        digits(evaluated.trained_on), digits(evaluated.dataset)));
}

// A file that is damaged holds no figures that could be lost.
void require_same_evaluation(const RunFolder& folder, const Evaluated& evaluated) {
    std::ifstream stream(folder.evaluation());
    if (!stream) return;
    const auto json = nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object() || !json.contains("about") || !json["about"].is_object()) return;
    const auto& about = json["about"];
    for (const auto& [name, what, own] : {std::tuple("dataset", "data set", evaluated.dataset),
                                          std::tuple("test_list", "test list", evaluated.test_list)})
        if (const auto found = about.value(name, ""); found != own)
            refuse(folder, fmt::format("holds an evaluation of another {}, found {}, expected {}", what,
                                       digits(found), digits(own)));
}

}  // namespace

RunFolder evaluation_destination(const Evaluated& evaluated, const std::filesystem::path& out, bool force) {
    const bool own = out.empty() || std::filesystem::weakly_canonical(out) ==
                                        std::filesystem::weakly_canonical(evaluated.run.path);
    const RunFolder folder = own ? evaluated.run : RunFolder{out};
    if (force) return folder;
    if (own)
        require_own_folder(evaluated);
    else if (std::filesystem::exists(folder.config()))
        refuse(folder, fmt::format("is another run's folder, expected {} or one of no run",
                                   evaluated.run.path.string()));
    require_same_evaluation(folder, evaluated);
    return folder;
}

}  // namespace gren
