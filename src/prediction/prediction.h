// A trained localizer on files, however many: memory holds the films that are at work, those that are read
// ahead and, of all, their names.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "src/method/localizer.h"
#include "src/prediction/answers.h"
#include "src/prediction/film_block.h"

namespace gren {

struct PredictionOptions {
    std::filesystem::path out;   // absent or empty
    std::filesystem::path dump;  // Dump::write(); empty: none
    // [K] logits: from which score on a disease is named and its region drawn.
    std::vector<double> thresholds;
    Window window{};  // of DICOM films
    bool pictures = true;
    int threads = 1;  // each at a batch or a film of its own
    AnswerOptions answers{};
};

// Writes documents.h's tables and pictures.h's pictures into `out`, a line a finding to standard output and
// the progress to standard error; gives the films that could not be read. Batches are cut of the films that
// can be read as evaluate() cuts its list, and a batch is one thread's: the same films in the same order have
// the same numbers bit for bit. Films are read while those before them go through the network, and answers
// are drawn while a GPU works for another thread (device_turn.h); DICOM is read while no thread is at work,
// as it demands. REQUIRES torch::set_num_threads(1). Throws DataError: a logit is not a number, `out` is not
// empty, a file cannot be written; UsageError, before anything is written: two films' pictures would
// have one name.
std::vector<UnreadableFilm> predict(LoadedModel& loaded, const std::vector<std::string>& files,
                                    const PredictionOptions& options);

}  // namespace gren
