#include "src/training/run_start.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iostream>
#include <set>
#include <utility>

#include "dataio/atomic_file.h"
#include "dataio/data_error.h"
#include "src/training/checkpoint.h"

namespace gren {
namespace {

namespace fs = std::filesystem;

bool has_steps(const RunFolder& run) {
    std::error_code error;
    const auto bytes = fs::file_size(run.metrics(), error);
    return !error && bytes > 0;
}

// A checkpoint or a model: what another start would lose.
bool has_weights(const RunFolder& run) {
    return fs::exists(run.model()) || !checkpoints_in(run.checkpoints()).empty();
}

// Of a start that failed or was killed before its first step: nothing but what every start writes.
bool came_to_nothing(const RunFolder& run) {
    if (!fs::is_directory(run.path) || fs::is_empty(run.path) || has_steps(run) || has_weights(run))
        return false;
    const std::set<fs::path> own{run.config(),
                                 temporary_name(run.config()),
                                 run.split(),
                                 run.lock(),
                                 FolderLock::holder_of(run.lock()),
                                 run.traces(),
                                 run.metrics(),
                                 run.metrics_table(),
                                 run.tensorboard(),
                                 run.checkpoints(),
                                 run.mean_similarity()};
    return std::ranges::all_of(fs::directory_iterator(run.path),
                               [&](const auto& entry) { return own.contains(entry.path()); });
}

bool is_split_of(const RunFolder& run, const std::string& split) {
    std::error_code error;
    return fs::equivalent(split, run.split(), error) && !error;
}

void require_no_run(const RunFolder& run) {
    const auto name = run.path.string();
    if (fs::exists(run.model()))
        throw DataError(fmt::format(
            "{}: exists and is not an empty folder, it holds a finished run; choose another or remove it",
            name));
    if (fs::exists(run.config()))
        throw DataError(
            fmt::format("{}: exists and is not an empty folder, it holds a run that was interrupted; "
                        "--resume auto goes on with it, or choose another",
                        name));
}

}  // namespace

RunStart::RunStart(const TrainingRun& training, std::string configuration, const FolderLock::Waiting& waiting)
    : run_(training),
      options_(training.options),
      configuration_(std::move(configuration)),
      exceptions_(std::uncaught_exceptions()),
      folder_is_new_(!fs::exists(options_.run.path)) {
    const auto& run = options_.run;
    if (options_.resume == Resume::newest && !fs::exists(run.config()))
        throw DataError(
            fmt::format("{}: holds no run to go on with; expected its config.ini (--resume auto starts one)",
                        run.path.string()));
    const bool starts_over = options_.resume != Resume::newest && came_to_nothing(run);
    const bool goes_on = options_.resume != Resume::never && fs::exists(run.config());
    if (!starts_over && !goes_on && !fs::exists(run.config())) create_empty_folder(run.path);
    lock_.emplace(run.lock(), waiting,
                  FolderLock::Patience{});  // before anything else is said: a run may be at work in it
    if (!starts_over && !goes_on) require_no_run(run);
    if (starts_over)
        std::cerr << fmt::format("{}: held a start that came to no step; starting anew\n", run.path.string());
    // Where nothing was saved, nothing else says that this start's options are those of the one before.
    if (goes_on && (options_.resume == Resume::newest || has_weights(run))) return;
    files_are_new_ = true;
    try {
        write_files();
    } catch (...) {
        clear();
        throw;
    }
}

RunStart::~RunStart() {
    if (std::uncaught_exceptions() > exceptions_) clear();
}

void RunStart::write_files() const {
    const auto& run = options_.run;
    if (options_.split.empty())
        fs::remove(run.split());
    else if (!is_split_of(run, options_.split))
        fs::copy_file(options_.split, run.split(), fs::copy_options::overwrite_existing);
    if (const auto mean = run_.mean_similarity_json(); !mean.empty())
        write_file_atomically(run.mean_similarity(), mean);
    write_file_atomically(run.config(), configuration_);
}

void RunStart::clear() {
    const auto& run = options_.run;
    if (!files_are_new_ || has_steps(run) || has_weights(run)) return;
    std::error_code error;  // what stays is taken over by the next start
    for (const auto& file : {run.config(), run.mean_similarity(), run.metrics(), run.checkpoints()})
        fs::remove(file, error);
    fs::remove(run.metrics_table(), error);
    fs::remove_all(run.tensorboard(), error);
    if (!options_.split.empty() && !is_split_of(run, options_.split)) fs::remove(run.split(), error);
    fs::remove_all(run.traces(), error);
    lock_.reset();  // a folder with a holder in it is not empty
    fs::remove(run.lock(), error);
    if (folder_is_new_) fs::remove(run.path, error);
}

void RunStart::before_model(std::int64_t from, std::int64_t to) const {
    if (from >= to) return;
    require_held();
    if (fs::remove(options_.run.evaluation()))
        std::cerr << fmt::format("{}: of the model before, removed\n", options_.run.evaluation().string());
    if (!files_are_new_) write_files();
}

}  // namespace gren
