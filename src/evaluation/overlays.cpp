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

void draw_overlays(const std::filesystem::path& folder, const std::vector<ChosenMap>& chosen,
                   const Dataset& dataset, LoadedModel& loaded, const Companions* companions,
                   torch::Device device, std::int64_t eval_grid) {
    if (!chosen.empty()) std::filesystem::create_directories(folder);
    const int size = dataset.traits().image_size;
    for (const auto& [sample, cls] : chosen) {
        const auto& info = dataset.info(sample);
        const auto pixels = read_question(dataset, {sample}, companions);
        const auto inference = infer(loaded.model, question(pixels, device), loaded.spec.grid, eval_grid);
        cv::Mat1b grey(size, size), lungs(size, size);
        const auto bytes = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
        dataset.read_pixels(sample, {grey.data, bytes}, {lungs.data, bytes});
        const Finding finding{.disease = dataset.traits().classes[static_cast<std::size_t>(cls)],
                              .probability = probability_of(inference.score[0][cls].item<double>()),
                              .region = inference.regions[0][cls],
                              .reference = boxes_of_class(info.boxes_in_image(), cls)};
        const auto file = folder / fmt::format("{}_{}.png", picture_name(info.name), finding.disease);
        if (!cv::imwrite(file.string(), draw_overlay(grey, finding)))
            throw DataError(fmt::format("{}: cannot be written", file.string()));
    }
}

}  // namespace gren
