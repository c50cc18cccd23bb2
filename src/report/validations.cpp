#include "src/report/validations.h"

#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "dataio/data_error.h"

namespace gren::report {
namespace {

std::optional<double> figure(const nlohmann::json& validation, const char* name) {
    const auto& value = validation.at(name);
    return value.is_null() ? std::nullopt : std::optional(value.get<double>());
}

}  // namespace

std::vector<ValidationPoint> read_validations(const std::filesystem::path& file) {
    std::vector<ValidationPoint> points;
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        const auto json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
        if (!json.is_object() || !json.contains("validation")) continue;
        try {
            const auto& validation = json["validation"];
            points.push_back({.step = json.at("step").get<std::int64_t>(),
                              .accuracy = figure(validation, "mean_accuracy_0.5"),
                              .auc = figure(validation, "mean_auc")});
        } catch (const std::exception& error) {
            throw DataError(fmt::format("{}: a validation lacks a figure that gren train writes ({})",
                                        file.string(), error.what()));
        }
    }
    return points;
}

}  // namespace gren::report
