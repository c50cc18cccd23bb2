#include "src/prediction/dump.h"

#include <fmt/format.h>

#include "dataio/data_error.h"
#include "dataio/tensors/safetensors.h"

namespace gren {

void Dump::add(const FilmToPredict& film, const Answer& answer) {
    auto stored = film.stored;
    images_.push_back(
        torch::from_blob(stored.data, {stored.rows, stored.cols}, torch::TensorOptions(torch::kUInt8))
            .clone());
    maps_.push_back(answer.maps.clone());
    scores_.push_back(torch::tensor(answer.reading.score, torch::kFloat64));
}

void Dump::write(const std::filesystem::path& file) const {
    if (images_.empty())
        throw DataError(
            fmt::format("{}: no film could be read, and so there is nothing to dump", file.string()));
    write_safetensors(file, {.tensors = {{"image", torch::stack(images_)},
                                         {"maps", torch::stack(maps_)},
                                         {"score", torch::stack(scores_)}},
                             .metadata = {{"format", "pt"}}});
}

}  // namespace gren
