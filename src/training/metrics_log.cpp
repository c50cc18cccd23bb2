#include "src/training/metrics_log.h"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "dataio/atomic_file.h"

namespace gren {
namespace {

// A line that a kill cut short goes too.
const std::filesystem::path& without_steps_from(std::int64_t next_step, const std::filesystem::path& file) {
    if (!std::filesystem::is_regular_file(file)) return file;
    std::ifstream in(file);
    std::string kept;
    for (std::string line; std::getline(in, line);) {
        const auto json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
        if (json.is_object() && json.value("step", next_step) < next_step) kept += line + "\n";
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
    : file_(without_steps_from(next_step, file)) {}

void MetricsLog::write(const StepRecord& record) {
    nlohmann::ordered_json line{{"step", record.step}, {"epoch", record.epoch}};
    for (const auto& [name, value] : step_figures(record)) line[name] = value;
    line["bytes"] = total(record.traffic).bytes;
    line["traffic"] = traffic_json(record.traffic);
    if (record.probe) line["probe"] = json_of(*record.probe);
    file_.write(line.dump() + "\n");
}

}  // namespace gren
