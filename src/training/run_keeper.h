// What rank 0 keeps of a run: metrics, the progress line, an eye on the loss, checkpoints. The other
// ranks keep nothing.
#pragma once

#include <optional>
#include <string>

#include "src/run/progress.h"
#include "src/training/checkpoint_writer.h"
#include "src/training/graph_watch.h"
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
    // After a validation of the network as it is after `validation.step`. Throws DataError as above.
    void keep(const Validation& validation);
    // On rank 0: whether one is due after so many steps, and not in the logs. Elsewhere false.
    bool lacks_validation(std::int64_t steps_done) const;
    // Returns when all is on disk.
    void finish();
    // Whether a checkpoint belongs behind so many steps; the same on all ranks.
    bool is_due(std::int64_t steps_done) const;

  private:
    const TrainOptions& options_;
    const TrainingSteps& steps_;
    const RunStart* start_;
    Progress progress_;
    std::string validated_;  // the last validation, in short, behind each step's detail
    LossWatch loss_watch_;   // of the steps of this run of the program
    GraphWatch graph_watch_;
    std::optional<RunLogs> logs_;
    std::optional<CheckpointWriter> checkpoints_;
};

}  // namespace gren
