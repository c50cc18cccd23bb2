// evaluation_cases FILE FOLDER: the figures of the cases that FILE has, one a line of JSON, each as a line of
// JSON (bench/evaluation_draw.py makes them, bench/evaluation_brute.py says what the figures are). FOLDER
// receives their data sets.
#include <fmt/format.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "src/evaluation/metrics.h"
#include "tests/dataio/written_dataset.h"

namespace gren {
namespace {

using nlohmann::json;

Sample film(const json& drawn, std::size_t number, int size) {
    Sample sample;
    sample.image.resize(static_cast<std::size_t>(size) * static_cast<std::size_t>(size));
    sample.lungs.resize(sample.image.size());
    sample.info.name = fmt::format("film_{}.png", number);
    sample.info.patient = drawn["patient"];
    sample.info.original_height = sample.info.original_width = size;
    sample.info.label = drawn["label"].get<std::vector<std::uint8_t>>();
    for (const auto& box : drawn["boxes"])
        sample.info.boxes.push_back({box[0], box[1], box[2], box[3], box[4]});
    return sample;
}

Inference answer(const json& drawn) {
    const auto& films = drawn["films"];
    const std::int64_t n = std::ssize(films), classes = drawn["classes"], grid = drawn["eval_grid"];
    Inference inference{torch::empty({n, classes, grid, grid}), torch::empty({n, classes}, torch::kFloat64)};
    for (std::int64_t i = 0; i < n; ++i) {
        const auto& film = films[static_cast<std::size_t>(i)];
        inference.score[i] = torch::tensor(film["score"].get<std::vector<double>>(), torch::kFloat64);
        const auto cells = film["maps"].get<std::vector<float>>();
        inference.regions[i] = torch::tensor(cells).view({classes, grid, grid});
    }
    return inference;
}

template <std::size_t n>
json with_nulls(const std::array<std::optional<double>, n>& figures) {
    json all = json::array();
    for (const auto& figure : figures) all.push_back(figure ? json(*figure) : json());
    return all;
}

json ends(const std::optional<Interval>& interval) {
    return interval ? json{interval->low, interval->high} : json();
}

json figures_of(const Metrics& found) {
    const auto& l = found.localization;
    const auto& i = found.identification;
    json all{{"boxes", json::array()},
             {"pointing", l.pointing},
             {"mean_accuracy", with_nulls(l.mean_accuracy)},
             {"mean_iobb", with_nulls(l.mean_iobb)},
             {"mean_ceiling", with_nulls(l.mean_ceiling)},
             {"mean_target_ceiling", with_nulls(l.mean_target_ceiling)},
             {"mean_ap", with_nulls(l.mean_ap)},
             {"mean_froc", with_nulls(l.mean_froc)},
             {"mean_pointing", l.mean_pointing ? json(*l.mean_pointing) : json()},
             {"positives", i.positives},
             {"negatives", i.negatives},
             {"mean_auc", i.mean_auc ? json(*i.mean_auc) : json()},
             {"mean_auc_interval", ends(i.mean_auc_interval)}};
    for (const auto& box : l.boxes)
        all["boxes"].push_back({box.image, box.cls, box.iou, box.iobb, box.ceiling, box.target_ceiling});
    for (const auto& accuracy : l.accuracy) all["correct"].push_back(accuracy.correct);
    for (const auto& ap : l.ap) all["ap"].push_back(with_nulls(ap));
    for (const auto& froc : l.froc) all["froc"].push_back(with_nulls(froc));
    for (const auto& interval : l.mean_accuracy_interval)
        all["mean_accuracy_interval"].push_back(ends(interval));
    for (const auto& auc : i.auc) all["auc"].push_back(auc ? json(*auc) : json());
    for (const auto& interval : i.auc_interval) all["auc_interval"].push_back(ends(interval));
    return all;
}

json figures(const json& drawn, const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    std::vector<std::string> classes;
    for (int cls = 0; cls < drawn["classes"]; ++cls) classes.push_back(fmt::format("class {}", cls));
    const int size = drawn["size"];
    const DatasetTraits traits{size, classes, "dct32-median", "none"};
    std::vector<Sample> films;
    for (const auto& one : drawn["films"]) films.push_back(film(one, films.size(), size));
    write_dataset(folder, traits, films, films.size());
    const Dataset dataset(folder);
    const auto inference = answer(drawn);
    std::vector<ImageReading> readings;
    for (std::int64_t i = 0; i < std::ssize(films); ++i)
        readings.push_back(read_image(inference, i, i, dataset.info(i), size, drawn["grid"]));
    return figures_of(measure(readings, dataset, {.samples = drawn["samples"], .seed = drawn["seed"]}));
}

}  // namespace
}  // namespace gren

int main(int argc, char** argv) {
    torch::set_num_threads(1);
    try {
        if (argc != 3) throw std::invalid_argument("evaluation_cases: expected FILE and FOLDER");
        std::ifstream file(argv[1]);
        int number = 0;
        for (std::string line; std::getline(file, line); ++number) {
            const auto folder = std::filesystem::path(argv[2]) / std::to_string(number);
            std::cout << gren::figures(nlohmann::json::parse(line), folder).dump() << '\n' << std::flush;
            std::filesystem::remove_all(folder);
        }
        return 0;
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n' << std::flush;
        return 1;
    }
}
