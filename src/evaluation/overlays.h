// Pictures of an evaluation: reference boxes and regions on the images that were tested.
#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "dataio/shards/dataset.h"
#include "src/evaluation/image_reading.h"
#include "src/method/localizer.h"

namespace gren {

struct ChosenMap {
    std::int64_t sample = 0;
    std::int32_t cls = 0;
};

// The first box of each class in the order of images, then the second of each, and so on: all classes show.
std::vector<ChosenMap> chosen_for_overlays(const std::vector<ImageReading>& readings, std::int64_t count);

// "IMAGE_DISEASE", a file's name without its end.
std::string picture_name(const Dataset& dataset, const ChosenMap& chosen);
// draw_overlay() of what the network finds; `device`: the model's. Throws DataError.
cv::Mat3b picture_of(const ChosenMap& chosen, const Dataset& dataset, Localizer& model,
                     const LocalizerSpec& spec, const Companions* companions, torch::Device device,
                     std::int64_t eval_grid);

// IMAGE_DISEASE.png for each into `folder`; `device`: the model's. Throws DataError: cannot be written.
void draw_overlays(const std::filesystem::path& folder, const std::vector<ChosenMap>& chosen,
                   const Dataset& dataset, LoadedModel& loaded, const Companions* companions,
                   torch::Device device, std::int64_t eval_grid);

}  // namespace gren
