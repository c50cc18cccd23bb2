// What a user would want to know before the first step of a run.
#pragma once

#include "distributed/world.h"
#include "src/training/training_run.h"
#include "src/training/training_steps.h"

namespace gren {

// On rank 0, on stderr: that a precision will be slower than another, how many images an epoch leaves out,
// in what the run is not as its preset, what Ctrl-C will do.
void say_start_notices(const TrainingRun& run, const TrainingSteps& steps, const World& world);

// Set by what starts mpirun and passes signals on to it as SIGUSR1 (launch/signals, gren ablate).
inline constexpr const char* kSignalsArePassedOn = "GREN_SIGNALS_PASSED_ON";

}  // namespace gren
