#include "src/training/metrics_log.h"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "dataio/atomic_file.h"

namespace gren {
namespace {

// A line that a kill cut short goes too. `last_validated`: the last step of those kept that has a validation.
std::filesystem::path without_steps_from(std::int64_t next_step, const std::filesystem::path& file,
                                         std::int64_t& last_validated) {
    if (!std::filesystem::is_regular_file(file)) return file;
    std::ifstream in(file);
    std::string kept;
    for (std::string line; std::getline(in, line);) {
        const auto json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
        if (!json.is_object() || json.value("step", next_step) >= next_step) continue;
        kept += line + "\n";
        if (json.contains("validation")) last_validated = json["step"];
    }
    write_file_atomically(file, kept);
    return file;
}

nlohmann::ordered_json traffic_json(const TrafficCounts& traffic) {
    auto json = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < traffic.size(); ++i)
        if (traffic[i].calls > 0)
            json[name_of(static_cast<Collective>(i))] = {{"calls", traffic[i].calls},
                                                         {"bytes", traffic[i].bytes}};
    return json;
}

nlohmann::ordered_json json_of(const std::optional<double>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json json_of(const Gradients& at, double factor = 1) {
    return {{"parameters", factor * at.parameters}, {"features", factor * at.features}};
}

nlohmann::ordered_json json_of(const Spread& spread) {
    return {{"mean", spread.mean}, {"std", spread.stddev}};
}

nlohmann::ordered_json json_of(const ProbedTerm& term) {
    nlohmann::ordered_json json{{"lambda", term.lambda},
                                {"gradient", json_of(term.norm)},
                                {"weighted_gradient", json_of(term.norm, std::abs(term.lambda))}};
    if (!term.edges) return json;
    json["cosine"] = json_of(term.cosine);
    json["edges"] = term.edges->count;
    json["weight"] = json_of(term.edges->weight);
    json["distance"] = json_of(term.edges->distance);
    return json;
}

nlohmann::ordered_json json_of(const ProbeReport& probe) {
    nlohmann::ordered_json json{{"feature_norm", probe.feature_norm}};
    for (const auto& term : probe.terms) json["terms"][term.name] = json_of(term);
    json["graph"] = {{"weighted_gradient", json_of(probe.graph_norm)},
                     {"cosine", json_of(probe.graph_cosine)}};
    return json;
}

}  // namespace

MetricsLog::MetricsLog(const std::filesystem::path& file, std::int64_t next_step)
    : file_(without_steps_from(next_step, file, last_validated_)) {}

void MetricsLog::write(const StepRecord& record) {
    nlohmann::ordered_json line{{"step", record.step}, {"epoch", record.epoch}};
    for (const auto& [name, value] : step_figures(record)) line[name] = value;
    line["images"] = record.images;  // a whole number, in the place that it has
    line["bytes"] = total(record.traffic).bytes;
    line["traffic"] = traffic_json(record.traffic);
    if (record.probe) line["probe"] = json_of(*record.probe);
    file_.write(line.dump() + "\n");
}

void MetricsLog::write(const Validation& validation) {
    auto json = nlohmann::ordered_json::object();
    for (const auto& [name, value] : validation_figures(validation)) json[name] = json_of(value);
    json["images"] = validation.images;
    json["boxes"] = validation.boxes;
    if (const auto why = without_means(validation); !why.empty()) json["without"] = why;
    for (const auto& one : validation.classes)
        json["classes"][one.name] = {{"boxes", one.boxes},
                                     {"accuracy_0.5", json_of(one.accuracy)},
                                     {"positives", one.positives},
                                     {"negatives", one.negatives},
                                     {"auc", json_of(one.auc)}};
    const nlohmann::ordered_json line{
        {"step", validation.step}, {"epoch", validation.epoch}, {"validation", json}};
    file_.write(line.dump() + "\n");
    last_validated_ = validation.step;
}

}  // namespace gren
