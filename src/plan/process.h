// Another program, started and waited for.
#pragma once

#include <string>
#include <vector>

#include "src/run/stop_signals.h"

namespace gren::plan {

// Starts `words` with nothing to read and its stdout dropped, and returns its exit code, 128 + n where signal
// n ended it, 127 where it cannot be started (said on stderr). When `signals` has received one it gets
// SIGUSR1, once: mpirun and srun pass that on to their ranks, while SIGTERM leaves them no time to save. It
// stands in a process group of its own, so that a terminal's Ctrl-C does not reach it as well, and ends by
// SIGTERM when this process does. Throws std::runtime_error: no process can be made.
int run_and_wait(const std::vector<std::string>& words, const StopSignals& signals);

}  // namespace gren::plan
