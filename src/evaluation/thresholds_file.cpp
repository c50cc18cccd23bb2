#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "dataio/atomic_file.h"
#include "dataio/data_error.h"
#include "dataio/digest.h"
#include "src/evaluation/figures_json.h"
#include "src/evaluation/inference.h"
#include "src/evaluation/thresholds.h"

namespace gren {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kThresholdsFormat = "gren-thresholds";
constexpr int kThresholdsVersion = 1;

Thresholds parse_thresholds(const Json& json) {
    if (json.at("format") != kThresholdsFormat || json.at("version") != kThresholdsVersion)
        throw DataError(fmt::format("found format {} version {}, expected \"{}\" version {}",
                                    json.at("format").dump(), json.at("version").dump(), kThresholdsFormat,
                                    kThresholdsVersion));
    Thresholds thresholds{
        .model = json.at("model"), .dataset = json.at("dataset"), .images = json.at("images"), .classes = {}};
    if (json.at("list") != list_digest(thresholds.images))
        throw DataError("the digest \"list\" is not of the names in \"images\"");
    for (const auto& [name, one] : json.at("classes").items()) {
        const auto& score = one.at("score");
        const auto& without = one.at("without");
        thresholds.classes.push_back({.cls = name,
                                      .positives = one.at("positives"),
                                      .negatives = one.at("negatives"),
                                      .score = score.is_null() ? std::nullopt : std::optional<double>(score),
                                      .without = without.is_null() ? "" : without.get<std::string>()});
    }
    return thresholds;
}

}  // namespace

std::string list_digest(const std::vector<std::string>& images) {
    std::string lines;
    for (const auto& name : images) lines += name + "\n";
    return sha256(lines);
}

void write_thresholds(const std::filesystem::path& file, const Thresholds& thresholds) {
    Json json{{"format", kThresholdsFormat},
              {"version", kThresholdsVersion},
              {"rule", "youden"},
              {"model", thresholds.model},
              {"dataset", thresholds.dataset},
              {"list", list_digest(thresholds.images)},
              {"classes", Json::object()}};
    for (const auto& one : thresholds.classes)
        json["classes"][one.cls] = {
            {"score", number_or_null(one.score)},
            {"probability", one.score ? Json(probability_of(*one.score)) : Json(nullptr)},
            {"positives", one.positives},
            {"negatives", one.negatives},
            {"without", one.score ? Json(nullptr) : Json(one.without)}};
    json["images"] = thresholds.images;
    write_file_atomically(file, json.dump(1) + "\n");
}

Thresholds read_thresholds(const std::filesystem::path& file) {
    try {
        return parse_thresholds(Json::parse(std::ifstream(file)));
    } catch (const std::exception& error) {
        throw DataError(
            fmt::format("{}: {}; it is damaged or of another version: run gren evaluate "
                        "--choose-thresholds again",
                        file.string(), error.what()));
    }
}

}  // namespace gren
