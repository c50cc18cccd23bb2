#include "src/card/run_facts.h"

#include <fmt/format.h>

#include "dataio/data_error.h"
#include "dataio/digest.h"
#include "dataio/text_file.h"

namespace gren::card {
namespace {

using Json = nlohmann::ordered_json;

Json read_evaluation(const std::filesystem::path& file) {
    const auto text = read_text(file);
    if (!text)
        throw DataError(fmt::format(
            "{}: cannot be opened, expected the figures of the run; run gren evaluate on it first",
            file.string()));
    const auto json = Json::parse(*text, nullptr, false);
    if (!json.is_object() || json.value("format", "") != "gren-evaluation" || json.value("version", 0) != 2)
        throw DataError(fmt::format(
            "{}: is no gren-evaluation of version 2; it is damaged or of another version: run gren evaluate "
            "again",
            file.string()));
    return json;
}

}  // namespace

RunFacts read_run_facts(const RunFolder& run) {
    require_finished(run);
    RunFacts facts{
        .evaluation = read_evaluation(run.evaluation()), .lists = {}, .weights = sha256_of_file(run.model())};
    if (std::filesystem::exists(run.split())) facts.lists = read_split(run.split());
    const auto& about = facts.evaluation.at("about");
    if (!about.contains("model") || about["model"] != facts.weights)
        throw DataError(fmt::format(
            "{}: its figures are of other weights than those in {}, or of an earlier version that did not "
            "say of which; run gren evaluate again",
            run.evaluation().string(), run.model().string()));
    return facts;
}

}  // namespace gren::card
