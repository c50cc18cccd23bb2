// The steps of a training run: batch, step, log, checkpoint, until the last step or a signal.
#pragma once

#include "src/run/stop_signals.h"
#include "src/training/checkpoint.h"
#include "src/training/run_start.h"
#include "src/training/training_run.h"
#include "src/training/training_steps.h"
#include "src/training/validation.h"

namespace gren {

enum class RunEnd { finished, stopped_by_signal };

// Collective; all ranks go from the same position. `start`: on rank 0 that of the run, else null. `validate`
// is called where --evaluate-every says, also before the first step where an earlier part of the run ended
// before it. When it returns, a checkpoint of the last step taken is on disk. Throws std::runtime_error:
// non-finite values (non_finite.h), parameters that differ between ranks.
RunEnd run_steps(const TrainingRun& run, World& world, const Dataset& dataset, const TrainingList& list,
                 const TrainingSteps& steps, Localizer& model, Trainer& trainer, const Position& from,
                 const StopSignals& signals, const RunStart* start, const Validator& validate);

}  // namespace gren
