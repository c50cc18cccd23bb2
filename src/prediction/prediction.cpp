#include "src/prediction/prediction.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <span>

#include "dataio/data_error.h"
#include "src/evaluation/device_turn.h"
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

std::vector<Answer> drawn_answers(std::span<const FilmToPredict> batch, LoadedModel& loaded, DeviceTurn& turn,
                                  const PredictionOptions& options) {
    auto answers = answers_of(batch, loaded, turn, options.answers);
    for (std::size_t i = 0; i < batch.size() && options.pictures; ++i)
        draw_pictures(batch[i], answers[i], loaded.spec.classes, options);
    if (options.dump.empty())  // the maps are drawn, and much the largest part
        for (auto& answer : answers) answer.maps.reset();
    return answers;
}

// The next of the files from `first` on: as many as the threads' batches hold.
FilmBlock block_of(const std::vector<std::string>& files, const std::vector<std::string>& names,
                   std::size_t first, int image_size, const PredictionOptions& options) {
    const auto last =
        std::min(files.size(), first + kImagesAtOnce * static_cast<std::size_t>(options.threads));
    std::vector<FilmToPredict> asked;
    for (std::size_t i = first; i < last; ++i)
        asked.push_back({.id = static_cast<std::int64_t>(i) + 1, .file = files[i], .picture = names[i]});
    return {std::move(asked), image_size, options.window};
}

// Reads the films ahead and answers those before them: whole batches, or all where none is ahead. One kind of
// work follows the other batch by batch, so that a GPU waits for neither.
std::vector<Answer> answers_while_reading(FilmBlock& ahead, std::span<const FilmToPredict> waiting,
                                          LoadedModel& loaded, DeviceTurn& turn,
                                          const PredictionOptions& options) {
    const auto now = ahead.size() > 0 ? waiting.size() / kImagesAtOnce * kImagesAtOnce : waiting.size();
    std::vector<std::vector<Answer>> of_batch((now + kImagesAtOnce - 1) / kImagesAtOnce);
    std::vector<std::function<void()>> work;
    for (std::size_t b = 0, film = 0; b < of_batch.size() || film < ahead.size(); ++b) {
        if (b < of_batch.size())
            work.emplace_back([&, b] {
                const auto rest = waiting.first(now).subspan(b * kImagesAtOnce);
                of_batch[b] =
                    drawn_answers(rest.first(std::min(kImagesAtOnce, rest.size())), loaded, turn, options);
            });
        for (const auto last = std::min(film + kImagesAtOnce, ahead.size()); film < last; ++film)
            work.emplace_back([&ahead, film] { ahead.read(film); });
    }
    side_by_side(work.size(), options.threads, [&](std::size_t i) { work[i](); });
    ahead.rest();
    std::vector<Answer> answers;
    for (auto& batch : of_batch) std::ranges::move(batch, std::back_inserter(answers));
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
    DeviceTurn turn(options.answers.device);
    std::vector<UnreadableFilm> unreadable;
    std::vector<FilmToPredict> waiting;
    std::size_t asked = 0;
    while (asked < files.size() || !waiting.empty()) {
        auto ahead = block_of(files, names, asked, loaded.spec.image_size, options);
        asked += ahead.size();
        const auto answers = answers_while_reading(ahead, waiting, loaded, turn, options);
        for (std::size_t i = 0; i < answers.size(); ++i) {
            documents.add(waiting[i], answers[i]);
            if (!options.dump.empty()) dump.add(waiting[i], answers[i]);
            std::cout << findings_line(waiting[i], answers[i], loaded.spec.classes, options.thresholds);
        }
        waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(answers.size()));
        std::ranges::move(ahead.readable(), std::back_inserter(waiting));
        for (const auto& [file, reason] : ahead.unreadable()) {
            documents.add_unreadable(file, reason);
            unreadable.push_back({file, reason});
        }
        progress.update(static_cast<std::int64_t>(asked - waiting.size()));
    }
    progress.finish();
    if (!options.dump.empty()) dump.write(options.dump);
    documents.finish();
    return unreadable;
}

}  // namespace gren
