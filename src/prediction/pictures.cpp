#include "src/prediction/pictures.h"

#include <fmt/format.h>

#include <opencv2/imgcodecs.hpp>

#include "dataio/data_error.h"
#include "src/evaluation/inference.h"
#include "src/evaluation/overlay.h"
#include "src/prediction/sheet.h"

namespace gren {
namespace {

void write_picture(const std::filesystem::path& file, const cv::Mat3b& picture) {
    std::filesystem::create_directories(file.parent_path());
    if (!cv::imwrite(file.string(), picture))
        throw DataError(
            fmt::format("{}: cannot be written; check the folder and the free space", file.string()));
}

}  // namespace

void draw_pictures(const FilmToPredict& film, const Answer& answer, const std::vector<std::string>& classes,
                   const PredictionOptions& options) {
    const auto file_name = film.picture + ".png";
    write_picture(options.out / "sheets" / file_name,
                  draw_sheet(film, answer, classes, options.answers.region_above));
    for (const auto& map : answer.reading.maps) {
        const auto cls = static_cast<std::size_t>(map.cls);
        const double probability = probability_of(answer.reading.score[cls]);
        if (answer.reading.score[cls] < options.thresholds[cls]) continue;
        const Finding finding{
            classes[cls], probability, answer.maps[map.cls] - logit_of(options.answers.region_above), {}};
        write_picture(options.out / "overlays" / classes[cls] / file_name,
                      draw_overlay(film.original, finding));
    }
}

}  // namespace gren
