#include "src/prediction/answers.h"

#include <cmath>
#include <cstring>

#include "src/evaluation/inference.h"
#include "src/method/batch.h"

namespace gren {
namespace {

torch::Tensor pixels_of(std::span<const FilmToPredict> films, int size) {
    auto pixels = torch::empty({static_cast<std::int64_t>(films.size()), size, size}, torch::kUInt8);
    auto* at = pixels.data_ptr<std::uint8_t>();
    for (const auto& film : films) {
        std::memcpy(at, film.stored.data, film.stored.total());
        at += film.stored.total();
    }
    return pixels;
}

}  // namespace

double logit_of(double probability) {
    return std::log(probability / (1 - probability));
}

std::vector<Answer> answers_of(std::span<const FilmToPredict> films, LoadedModel& loaded, DeviceTurn& turn,
                               const AnswerOptions& options) {
    const int size = loaded.spec.image_size;
    const auto pixels = pixels_of(films, size);
    auto inference = turn.take([&](torch::Device device) {
        return infer(loaded.model, question(normalized_image(pixels.to(device))), loaded.spec.grid,
                     options.eval_grid);
    });
    const auto maps = inference.regions;
    inference.regions = maps - logit_of(options.region_above);
    std::vector<Answer> answers;
    for (std::size_t i = 0; i < films.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        SampleInfo info;
        info.name = films[i].file;
        info.original_height = films[i].original.rows;
        info.original_width = films[i].original.cols;
        answers.push_back(
            {read_image(inference, row, films[i].id - 1, info, size, loaded.spec.grid), maps[row]});
    }
    return answers;
}

}  // namespace gren
