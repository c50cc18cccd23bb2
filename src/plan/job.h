// One run of a plan in its folder: the commands that make it, and carrying them out.
#pragma once

#include <string>
#include <vector>

#include "src/plan/material.h"
#include "src/plan/process.h"
#include "src/plan/state.h"

namespace gren::plan {

struct PlanJob {
    std::string title;  // "run 3 of 20: NAME"
    PlannedRun run;
    RunMaterial material;
    RunFolder folder;
    RunState state = RunState::to_train;
};

// As gren_ranks in launch/environment, and for its reasons.
inline constexpr char kMpirun[] = "mpirun --bind-to none --map-by slot --oversubscribe -n {ranks}";

struct Launcher {
    std::string
        words;  // of a command line, {ranks} for their number; empty: kMpirun, and nothing for one rank
    std::string program;  // gren
};

using CommandWords = std::vector<std::string>;
CommandWords train_command_words(const PlanJob& job, const Launcher& launcher);
CommandWords evaluate_command_words(const PlanJob& job, const Launcher& launcher);

enum class JobEnd { finished, failed, stopped };

// Trains and evaluates, as far as that is not done yet; words on stderr. Stopped: a signal ended it, by way
// of this process or past it.
JobEnd carry_out(PlanJob& job, const Launcher& launcher, const StopSignals& signals);

}  // namespace gren::plan
