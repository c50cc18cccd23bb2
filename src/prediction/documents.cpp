#include "src/prediction/documents.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "dataio/csv.h"
#include "src/evaluation/coco_files.h"

namespace gren {
namespace {

using Json = nlohmann::ordered_json;

// File names are bytes; JSON is UTF-8.
std::string line_of(const Json& json) {
    return json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

}  // namespace

PredictionDocuments::PredictionDocuments(const std::filesystem::path& folder,
                                         const std::vector<std::string>& classes)
    : scores_(folder / "scores.csv"),
      predictions_(folder / "predictions.json"),
      images_(folder / "images.json"),
      unreadable_(folder / "unreadable.csv"),
      classes_(classes) {
    std::string header = "image";
    for (const auto& name : classes) header.append(",").append(csv_field(name));
    for (const auto& name : classes) header.append(",").append(csv_field(name + " score"));
    write(scores_, header + "\n");
    write(predictions_, "[\n");
    write(images_, "{\"images\": [\n");
    write(unreadable_, "image,reason\n");
}

void PredictionDocuments::add(const FilmToPredict& film, const Answer& answer) {
    std::string row = csv_field(film.file);
    for (const double score : answer.reading.score) row += fmt::format(",{}", probability_of(score));
    for (const double score : answer.reading.score) row += fmt::format(",{}", score);
    write(scores_, row + "\n");
    const int height = film.original.rows, width = film.original.cols;
    for (const auto& map : answer.reading.maps) {
        if (any_prediction_) write(predictions_, ",\n");
        write(predictions_, prediction_json(film.id, answer.reading, map, height, width));
        any_prediction_ = true;
    }
    if (any_image_) write(images_, ",\n");
    write(images_,
          line_of({{"id", film.id}, {"file_name", film.file}, {"width", width}, {"height", height}}));
    any_image_ = true;
}

void PredictionDocuments::add_unreadable(const std::string& file, const std::string& reason) {
    write(unreadable_, csv_field(file) + "," + csv_field(reason) + "\n");
}

void PredictionDocuments::finish() {
    auto categories = Json::array();
    for (const auto& name : classes_) categories.push_back({{"id", categories.size() + 1}, {"name", name}});
    write(predictions_, "\n]\n");
    write(images_, fmt::format("\n],\n\"annotations\": [],\n\"categories\": {}}}\n", line_of(categories)));
    for (auto* file : {&predictions_, &images_, &unreadable_, &scores_}) file->commit();
}

void PredictionDocuments::write(AtomicFile& file, const std::string& text) {
    file.write(text.data(), text.size());
}

}  // namespace gren
