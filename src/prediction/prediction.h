// A trained localizer on files, however many: block by block, so that memory holds the films of one block
// and, of all, their names.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "src/method/localizer.h"
#include "src/prediction/answers.h"

namespace gren {

struct PredictionOptions {
    std::filesystem::path out;   // absent or empty
    std::filesystem::path dump;  // Dump::write(); empty: none
    // [K] logits: from which score on a disease is named and its region drawn.
    std::vector<double> thresholds;
    Window window{};  // of DICOM films
    bool pictures = true;
    int threads = 1;  // on a CPU, each at a batch of its own
    AnswerOptions answers{};
};

struct UnreadableFilm {
    std::string file, reason;
};

// Writes documents.h's tables and pictures.h's pictures into `out`, a line a finding to standard output and
// the progress to standard error; gives the films that could not be read. Batches are cut of the films that
// can be read as evaluate() cuts its list, and a batch is one thread's: the same films in the same order have
// the same numbers bit for bit. Films are read while no thread is at work, as DICOM demands. REQUIRES on a
// CPU: torch::set_num_threads(1). Throws DataError: a logit is not a number, `out` is not empty, a
// file cannot be written; UsageError, before anything is written: two films would have pictures of one name.
std::vector<UnreadableFilm> predict(LoadedModel& loaded, const std::vector<std::string>& files,
                                    const PredictionOptions& options);

}  // namespace gren
