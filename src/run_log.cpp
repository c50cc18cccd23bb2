#include "src/run_log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

#include "dataio/atomic_file.h"
#include "dataio/data_error.h"

namespace gren {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kTerminalInterval = std::chrono::milliseconds(200);
constexpr auto kFileInterval = std::chrono::seconds(30);

// A line that a kill cut short goes too.
std::string lines_before(const std::filesystem::path& file, std::int64_t next_step) {
    std::ifstream in(file);
    std::string kept;
    for (std::string line; std::getline(in, line);) {
        const auto json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
        if (json.is_object() && json.value("step", next_step) < next_step) kept += line + "\n";
    }
    return kept;
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
    return {{"mean", spread.mean}, {"deviation", spread.deviation}};
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

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

MetricsLog::MetricsLog(const std::filesystem::path& file, std::int64_t next_step) : file_(file) {
    if (std::filesystem::is_regular_file(file)) write_file_atomically(file, lines_before(file, next_step));
    stream_.open(file, std::ios::app);
    if (!stream_) throw DataError(fmt::format("{}: cannot be opened for writing", file.string()));
}

void MetricsLog::write(const StepRecord& record) {
    nlohmann::ordered_json line{{"step", record.step},
                                {"epoch", record.epoch},
                                {"lr", record.learning_rate},
                                {"loss", record.report.loss}};
    for (const auto& [name, value] : record.report.terms) line[name] = value;
    line["gradient_norm"] = record.report.gradient_norm;
    line["images_per_second"] = static_cast<double>(record.images) / record.seconds;
    line["stall_seconds"] = record.stall_seconds;
    line["checkpoint_seconds"] = record.checkpoint_seconds;
    line["bytes"] = total(record.traffic).bytes;
    line["traffic"] = traffic_json(record.traffic);
    if (record.probe) line["probe"] = json_of(*record.probe);
    stream_ << line.dump() << std::endl;
    if (!stream_) throw DataError(fmt::format("{}: cannot be written; is the disk full?", file_.string()));
}

Progress::Progress(std::string what, std::int64_t total, std::int64_t done_before, bool speaks)
    : what_(std::move(what)),
      total_(total),
      done_before_(done_before),
      speaks_(speaks),
      terminal_(isatty(STDERR_FILENO) != 0),
      start_(Clock::now()),
      printed_(start_) {}

void Progress::update(std::int64_t done, const std::string& detail) {
    done_ = done;
    if (Clock::now() - printed_ <
        (terminal_ ? Clock::duration(kTerminalInterval) : Clock::duration(kFileInterval)))
        return;
    print(done, detail, false);
}

void Progress::finish(const std::string& detail) {
    print(done_, detail, true);
}

void Progress::print(std::int64_t done, const std::string& detail, bool last) {
    if (!speaks_) return;
    printed_ = Clock::now();
    const double elapsed = seconds_since(start_);
    const double rate = static_cast<double>(done - done_before_) / std::max(elapsed, 1e-9);
    const auto left =
        last
            ? fmt::format("in {}", duration_text(elapsed))
            : fmt::format("ETA {}", duration_text(static_cast<double>(total_ - done) / std::max(rate, 1e-9)));
    std::cerr << fmt::format("{}{} {}/{} ({:.0f} %) {:.1f}/s {}{}{}{}", terminal_ ? "\r\033[K" : "", what_,
                             done, total_,
                             100.0 * static_cast<double>(done) /
                                 static_cast<double>(std::max<std::int64_t>(total_, 1)),
                             rate, left, detail.empty() ? "" : " ", detail, terminal_ && !last ? "" : "\n")
              << std::flush;
}

std::string duration_text(double seconds) {
    const auto whole = static_cast<std::int64_t>(seconds + 0.5);
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

}  // namespace gren
