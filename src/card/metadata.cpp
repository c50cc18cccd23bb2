#include "src/card/metadata.h"

#include <fmt/format.h>

namespace gren::card {
namespace {

using Json = nlohmann::ordered_json;

// A JSON string is a YAML string, whatever stands in it.
std::string quoted(const std::string& text) {
    return Json(text).dump();
}

// Figures that do not exist are left out: the Hub takes numbers alone.
std::string metric(const std::string& name, const Json& value) {
    if (value.is_null()) return "";
    return fmt::format("    - type: {0}\n      name: {0}\n      value: {1}\n", quoted(name), value.dump());
}

}  // namespace

std::string metadata(const RunFacts& facts, const Statements& statements) {
    const auto& evaluation = facts.evaluation;
    std::string text =
        "---\nlibrary_name: gren\ntags: [chest-x-ray, disease-localization, medical-imaging]\n";
    if (!statements.license.empty())
        text += fmt::format("license: other\nlicense_name: {}\n", quoted(statements.license));
    text += fmt::format(
        "model-index:\n- name: {}\n  results:\n  - task:\n      type: image-segmentation\n      name: "
        "Localization of thoracic diseases\n    dataset:\n      name: {}\n      type: {}\n    metrics:\n",
        quoted(statements.name), quoted(statements.data.empty() ? "not stated" : statements.data),
        quoted(evaluation.at("about").at("dataset")));
    for (const auto* threshold : {"0.5", "0.7"})
        text += metric(fmt::format("T(IoU)={}", threshold), evaluation.at("mean_accuracy").at(threshold));
    return text + metric("AUC", evaluation.at("mean_auc")) + "---\n";
}

}  // namespace gren::card
