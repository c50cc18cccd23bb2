// Pictures of an evaluation: reference boxes and regions on the images that were tested.
#pragma once

#include <cstdint>
#include <filesystem>
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

// IMAGE_DISEASE.png for each into `folder`; `device`: the model's. Throws DataError: cannot be written.
void draw_overlays(const std::filesystem::path& folder, const std::vector<ChosenMap>& chosen,
                   const Dataset& dataset, LoadedModel& loaded, const Companions* companions,
                   torch::Device device, std::int64_t eval_grid);

}  // namespace gren
