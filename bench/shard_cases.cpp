// shard_cases write FILE FOLDER: the data sets that FILE describes, one a line of JSON (bench/shard_draw.py),
// into FOLDER/0, FOLDER/1 … shard_cases read COUNT FOLDER: what Dataset reads of each of so many, in the same
// words, a line a set.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "dataio/shards/dataset.h"
#include "tests/dataio/written_dataset.h"

namespace gren {

void to_json(nlohmann::json& json, const Box& box) {
    json = {box.cls, box.x, box.y, box.w, box.h};
}
void from_json(const nlohmann::json& json, Box& box) {
    box = {json.at(0), json.at(1), json.at(2), json.at(3), json.at(4)};
}

namespace {

using nlohmann::json;

// null: unknown.
json number(float value) {
    return std::isnan(value) ? json() : json(value);
}
float number_from(const json& value) {
    return value.is_null() ? Acquisition::kUnknown : value.get<float>();
}

Sample film_from(const json& drawn) {
    Sample film{.info = {.name = drawn["name"],
                         .patient = drawn["patient"],
                         .original_height = drawn["size"][0],
                         .original_width = drawn["size"][1],
                         .hash = drawn["hash"],
                         .block_hash = drawn["block_hash"],
                         .average_hash = drawn["average_hash"],
                         .lungs_flagged = drawn["flagged"],
                         .label = drawn["label"],
                         .boxes = drawn["boxes"].get<std::vector<Box>>(),
                         .acquisition = {},
                         .alignment = {}},
                .image = drawn["image"],
                .lungs = drawn["lungs"]};
    film.info.acquisition = {drawn["study"],
                             drawn["view"],
                             drawn["sex"],
                             drawn["site"],
                             number_from(drawn["age"]),
                             {number_from(drawn["spacing"][0]), number_from(drawn["spacing"][1])},
                             drawn["spacing_on"]};
    if (!drawn["alignment"].is_null())
        film.info.alignment =
            Alignment{drawn["alignment"]["map"], drawn["alignment"]["boxes"].get<std::vector<Box>>()};
    return film;
}

json film_of(const Dataset& dataset, std::int64_t index) {
    const auto& info = dataset.info(index);
    const auto side = static_cast<std::size_t>(dataset.traits().image_size), area = side * side;
    std::vector<std::uint8_t> image(area), lungs(area);
    dataset.read_pixels(index, image, lungs);
    const auto& film = info.acquisition;
    json found{{"name", info.name},
               {"patient", info.patient},
               {"size", {info.original_height, info.original_width}},
               {"hash", info.hash},
               {"block_hash", info.block_hash},
               {"average_hash", info.average_hash},
               {"flagged", info.lungs_flagged},
               {"label", info.label},
               {"boxes", info.boxes},
               {"study", film.study},
               {"view", film.view},
               {"sex", film.sex},
               {"site", film.site},
               {"age", number(film.age)},
               {"spacing", {number(film.pixel_spacing[0]), number(film.pixel_spacing[1])}},
               {"spacing_on", film.spacing_on},
               {"alignment", json()},
               {"image", image},
               {"lungs", lungs}};
    if (info.alignment) found["alignment"] = {{"map", info.alignment->map}, {"boxes", info.alignment->boxes}};
    return found;
}

void write_set(const json& drawn, const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    const DatasetTraits traits{drawn["image_size"],  drawn["classes"], drawn["hash_variant"],
                               drawn["lung_source"], drawn["regions"], drawn["aligned"] == "lungs"};
    std::vector<Sample> films;
    for (const auto& film : drawn["films"]) films.push_back(film_from(film));
    write_dataset(folder, traits, films, drawn["per_shard"], drawn["summary"].dump());
}

json read_set(const std::filesystem::path& folder) {
    const Dataset dataset(folder);
    const auto& traits = dataset.traits();
    json found{{"image_size", traits.image_size},
               {"classes", traits.classes},
               {"hash_variant", traits.hash_variant},
               {"lung_source", traits.lung_source},
               {"regions", traits.regions},
               {"aligned", traits.aligned ? "lungs" : "none"},
               {"films", json::array()}};
    for (std::int64_t i = 0; i < dataset.size(); ++i) found["films"].push_back(film_of(dataset, i));
    return found;
}

void run(const std::string& what, const std::string& of, const std::filesystem::path& folder) {
    if (what == "write") {
        std::ifstream file(of);
        int number = 0;
        for (std::string line; std::getline(file, line); ++number)
            write_set(json::parse(line), folder / std::to_string(number));
    } else {
        for (int number = 0; number < std::stoi(of); ++number)
            std::cout << read_set(folder / std::to_string(number)).dump() << '\n' << std::flush;
    }
}

}  // namespace
}  // namespace gren

int main(int argc, char** argv) {
    try {
        const std::vector<std::string> arguments(argv + 1, argv + argc);
        if (arguments.size() != 3 || (arguments[0] != "write" && arguments[0] != "read"))
            throw std::invalid_argument("shard_cases: expected write FILE FOLDER or read COUNT FOLDER");
        gren::run(arguments[0], arguments[1], arguments[2]);
        return 0;
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n' << std::flush;
        return 1;
    }
}
