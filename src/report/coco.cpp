#include "src/report/coco.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "dataio/data_error.h"

namespace gren::report {
namespace {

nlohmann::json parsed(const std::filesystem::path& file) {
    std::ifstream stream(file);
    if (!stream) throw DataError("cannot be opened; run gren evaluate again");
    return nlohmann::json::parse(stream);
}

std::map<std::int64_t, std::string> names(const nlohmann::json& list, const char* name) {
    std::map<std::int64_t, std::string> by_id;
    for (const auto& one : list) by_id[one.at("id").get<std::int64_t>()] = one.at(name).get<std::string>();
    return by_id;
}

}  // namespace

Regions read_regions(const std::filesystem::path& predictions, const std::filesystem::path& ground_truth) {
    const auto* file = &ground_truth;
    try {
        const auto truth = parsed(ground_truth);
        const auto images = names(truth.at("images"), "file_name"),
                   classes = names(truth.at("categories"), "name");
        file = &predictions;
        Regions regions;
        for (const auto& one : parsed(predictions)) {
            const auto& mask = one.at("segmentation");
            regions[{images.at(one.at("image_id").get<std::int64_t>()),
                     classes.at(one.at("category_id").get<std::int64_t>())}] = {
                .counts = mask.at("counts").get<std::string>(),
                .height = mask.at("size").at(0).get<int>(),
                .width = mask.at("size").at(1).get<int>()};
        }
        return regions;
    } catch (const std::exception& error) {
        throw DataError(fmt::format("{}: {}", file->string(), error.what()));
    }
}

}  // namespace gren::report
