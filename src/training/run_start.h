// The start of a training run in its folder: made anew, or entered where the run goes on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dataio/folder_lock.h"
#include "src/training/training_run.h"

namespace gren {

// For rank 0, which alone writes there. A start that fails before its first step leaves nothing behind, and
// one that was killed there is in nobody's way.
class RunStart {
  public:
    // Makes the folder, or enters the run in it as --resume says, and holds its lock; calls `waiting` about
    // every second while a lock of another host is watched (folder_lock.h). Throws DataError: holds something
    // else or a run that is not to be gone on with, another process is at work, nothing to go on with.
    // `configuration`: of config.ini. `run` must outlive the start.
    RunStart(const TrainingRun& run, std::string configuration, const FolderLock::Waiting& waiting);
    ~RunStart();
    RunStart(const RunStart&) = delete;
    RunStart& operator=(const RunStart&) = delete;

    // Before anything is written: throws DataError where another process has taken the folder over.
    void require_held() const { lock_->require_held(); }

    // Before the model of steps `from` to `to` is written: config.ini becomes that of a start that went on,
    // and an evaluation of an older model goes.
    void before_model(std::int64_t from, std::int64_t to) const;

  private:
    void write_files() const;
    void clear();  // unless a step was made

    const TrainingRun& run_;
    const TrainOptions& options_;
    const std::string configuration_;
    const int exceptions_;  // in flight when the start was made
    const bool folder_is_new_;
    bool files_are_new_ = false;  // config.ini and split.json are this start's
    std::optional<FolderLock> lock_;
};

}  // namespace gren
