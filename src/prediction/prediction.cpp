#include "src/prediction/prediction.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <span>

#include "dataio/data_error.h"
#include "src/evaluation/evaluation.h"
#include "src/evaluation/inference.h"
#include "src/evaluation/side_by_side.h"
#include "src/prediction/documents.h"
#include "src/prediction/dump.h"
#include "src/prediction/film_to_predict.h"
#include "src/prediction/picture_names.h"
#include "src/prediction/pictures.h"
#include "src/run/progress.h"
#include "src/run/run_folder.h"

namespace gren {
namespace {

constexpr std::size_t kImagesAtOnce = EvaluationOptions{}.images_at_once;

std::vector<Answer> drawn_answers(std::span<const FilmToPredict> batch, LoadedModel& loaded,
                                  const PredictionOptions& options) {
    auto answers = answers_of(batch, loaded, options.answers);
    for (std::size_t i = 0; i < batch.size() && options.pictures; ++i)
        draw_pictures(batch[i], answers[i], loaded.spec.classes, options);
    if (options.dump.empty())  // the maps are drawn, and much the largest part
        for (auto& answer : answers) answer.maps.reset();
    return answers;
}

std::string findings_line(const FilmToPredict& film, const Answer& answer,
                          const std::vector<std::string>& classes, const std::vector<double>& thresholds) {
    std::string findings;
    for (std::size_t k = 0; k < classes.size(); ++k)
        if (answer.reading.score[k] >= thresholds[k])
            findings += fmt::format("{}{} {:.3f}", findings.empty() ? "" : ", ", classes[k],
                                    probability_of(answer.reading.score[k]));
    return fmt::format("{}  {}\n", film.file, findings.empty() ? "nothing above its threshold" : findings);
}

}  // namespace

std::vector<UnreadableFilm> predict(LoadedModel& loaded, const std::vector<std::string>& files,
                                    const PredictionOptions& options) {
    const auto names = picture_names(files);
    create_empty_folder(options.out);
    PredictionDocuments documents(options.out, loaded.spec.classes);
    Progress progress("predict", static_cast<std::int64_t>(files.size()));
    Dump dump;
    std::vector<UnreadableFilm> unreadable;
    const auto threads = options.answers.device.is_cpu() ? options.threads : 1;
    const auto in_block = kImagesAtOnce * static_cast<std::size_t>(threads);
    std::vector<FilmToPredict> block;
    for (std::size_t i = 0; i < files.size(); ++i) {
        try {
            block.push_back(read_film_to_predict(static_cast<std::int64_t>(i) + 1, files[i], names[i],
                                                 loaded.spec.image_size, options.window));
        } catch (const UnreadableImage& error) {
            unreadable.push_back({files[i], error.what()});
            documents.add_unreadable(files[i], error.what());
        }
        if (block.size() < in_block && i + 1 < files.size()) continue;
        const auto batches = (block.size() + kImagesAtOnce - 1) / kImagesAtOnce;
        const auto answers = side_by_side<Answer>(batches, threads, [&](std::size_t b) {
            const auto rest = std::span(block).subspan(b * kImagesAtOnce);
            return drawn_answers(rest.first(std::min(kImagesAtOnce, rest.size())), loaded, options);
        });
        for (std::size_t b = 0; b < block.size(); ++b) {
            documents.add(block[b], answers[b]);
            if (!options.dump.empty()) dump.add(block[b], answers[b]);
            std::cout << findings_line(block[b], answers[b], loaded.spec.classes, options.thresholds);
        }
        block.clear();
        progress.update(static_cast<std::int64_t>(i) + 1);
    }
    progress.finish();
    if (!options.dump.empty()) dump.write(options.dump);
    documents.finish();
    return unreadable;
}

}  // namespace gren
