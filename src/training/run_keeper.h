// What rank 0 keeps of a run: metrics, the progress line, an eye on the loss, checkpoints. The other
// ranks keep nothing.
#pragma once

#include <optional>

#include "src/run/progress.h"
#include "src/training/checkpoint_writer.h"
#include "src/training/loss_watch.h"
#include "src/training/run_logs.h"
#include "src/training/run_start.h"
#include "src/training/training_steps.h"

namespace gren {

class RunKeeper {
  public:
    // `start`: on rank 0 that of the run, else null. All must outlive it.
    RunKeeper(const TrainOptions& options, const TrainingSteps& steps, std::int64_t first_step,
              const RunStart* start);

    // After a step: its line in the metrics, and a checkpoint where one is due or the run `stops`. Throws
    // DataError: disk full, also for a checkpoint begun earlier; another process has taken the folder over.
    void keep(StepRecord record, const Localizer& model, const Sgd& optimizer, const Position& position,
              bool stops);
    // Returns when all is on disk.
    void finish();
    // Whether a checkpoint belongs behind so many steps; the same on all ranks.
    bool is_due(std::int64_t steps_done) const;

  private:
    const TrainOptions& options_;
    const TrainingSteps& steps_;
    const RunStart* start_;
    Progress progress_;
    LossWatch loss_watch_;  // of the steps of this run of the program
    std::optional<RunLogs> logs_;
    std::optional<CheckpointWriter> checkpoints_;
};

}  // namespace gren
