#include "src/evaluation/overlays.h"

#include <fmt/format.h>

#include <map>
#include <opencv2/imgcodecs.hpp>

#include "dataio/data_error.h"
#include "src/evaluation/inference.h"
#include "src/evaluation/overlay.h"
#include "src/evaluation/picture_name.h"

namespace gren {

std::vector<ChosenMap> chosen_for_overlays(const std::vector<ImageReading>& readings, std::int64_t count) {
    std::map<std::int32_t, int> seen;
    std::map<std::pair<int, std::int32_t>, ChosenMap> in_turn;
    for (const auto& reading : readings)
        for (const auto& map : reading.maps)
            if (map.boxed) in_turn[{seen[map.cls]++, map.cls}] = {reading.sample, map.cls};
    std::vector<ChosenMap> chosen;
    for (const auto& [turn, one] : in_turn)
        if (static_cast<std::int64_t>(chosen.size()) < count) chosen.push_back(one);
    return chosen;
}

std::string picture_name(const Dataset& dataset, const ChosenMap& chosen) {
    return fmt::format("{}_{}", picture_name(dataset.info(chosen.sample).name),
                       dataset.traits().classes[static_cast<std::size_t>(chosen.cls)]);
}

cv::Mat3b picture_of(const ChosenMap& chosen, const Dataset& dataset, Localizer& model,
                     const LocalizerSpec& spec, const Companions* companions, torch::Device device,
                     std::int64_t eval_grid) {
    const auto [sample, cls] = chosen;
    const int size = dataset.traits().image_size;
    const auto pixels = read_question(dataset, {sample}, companions);
    const auto inference = infer(model, question(pixels, device), spec.grid, eval_grid);
    cv::Mat1b grey(size, size), lungs(size, size);
    const auto bytes = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
    dataset.read_pixels(sample, {grey.data, bytes}, {lungs.data, bytes});
    return draw_overlay(grey, {.disease = dataset.traits().classes[static_cast<std::size_t>(cls)],
                               .probability = probability_of(inference.score[0][cls].item<double>()),
                               .region = inference.regions[0][cls],
                               .reference = boxes_of_class(dataset.info(sample).boxes_in_image(), cls)});
}

void draw_overlays(const std::filesystem::path& folder, const std::vector<ChosenMap>& chosen,
                   const Dataset& dataset, LoadedModel& loaded, const Companions* companions,
                   torch::Device device, std::int64_t eval_grid) {
    if (!chosen.empty()) std::filesystem::create_directories(folder);
    for (const auto& one : chosen) {
        const auto file = folder / (picture_name(dataset, one) + ".png");
        if (!cv::imwrite(file.string(),
                         picture_of(one, dataset, loaded.model, loaded.spec, companions, device, eval_grid)))
            throw DataError(fmt::format("{}: cannot be written", file.string()));
    }
}

}  // namespace gren
