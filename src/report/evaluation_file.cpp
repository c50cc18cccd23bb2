#include "src/report/evaluation_file.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "dataio/text_file.h"

namespace gren::report {

nlohmann::ordered_json read_evaluation_file(const std::filesystem::path& file) {
    const auto text = read_text(file);
    if (!text)
        throw DataError(fmt::format(
            "{}: cannot be opened, expected the figures of the run; run gren evaluate on it first",
            file.string()));
    auto json = nlohmann::ordered_json::parse(*text, nullptr, false);
    if (!json.is_object() || json.value("format", "") != "gren-evaluation" || json.value("version", 0) != 2)
        throw no_such_evaluation(file, "is no gren-evaluation of version 2");
    return json;
}

DataError no_such_evaluation(const std::filesystem::path& file, const std::string& found) {
    return DataError(fmt::format("{}: {}; it is damaged or of another version: run gren evaluate again",
                                 file.string(), found));
}

}  // namespace gren::report
