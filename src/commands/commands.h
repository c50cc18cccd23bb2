// The subcommands of gren, one file each. They return an exit code and throw UsageError,
// DataError or std::exception.
//
// Two programs share them, so that what needs no tensors starts at once: `gren` has those of this folder and
// hands the others over to `gren-engine`, which lies beside it, loads torch (half a second of a processor),
// and has those of engine/.
#pragma once

#include <array>
#include <exception>
#include <string>

#include "src/run/arguments.h"

namespace gren {

struct CommandSummary {
    const char* name;
    const char* summary;
};

inline constexpr std::array kCommands{
    CommandSummary{"phantom", "make synthetic radiographs in NIH's layout, to try everything on"},
    CommandSummary{"import", "turn a published archive into a manifest: the tables that prepare reads"},
    CommandSummary{"prepare", "turn radiographs into a data set: HDF5 shards with lungs and hashes (mpirun)"},
    CommandSummary{"inspect", "print what a prepared data set holds; --verify its checksums"},
    CommandSummary{"split", "write the lists of training, validation and test images"},
    CommandSummary{"segment", "train, apply or score the network that finds lungs"},
    CommandSummary{"train", "train a network that localizes diseases (mpirun)"},
    CommandSummary{"evaluate", "measure what a trained run finds: T(IoU), AP, AUC, with intervals (mpirun)"},
    CommandSummary{"ablate", "train and evaluate the runs of a plan, and collect them"},
    CommandSummary{"report", "write tables and figures of finished runs as one page"},
    CommandSummary{"card", "write a finished run's model card: what it is and is not good for"},
    CommandSummary{"predict", "find diseases in films and draw them"},
    CommandSummary{"doctor",
                   "examine the ranks and hosts of a job (mpirun); --graph: say what the graph will cost"},
    CommandSummary{"completion", "print a script by which bash, zsh or fish completes all this"},
};

// Runs the subcommand `name`, one of kCommands, here or in the other program; each program has its own.
int run_command(const std::string& name, const Arguments& arguments);

// The one sentence that main prints of an exception: each program has its own.
std::string sentence_of(const std::exception& error);

// Takes the other ranks down with this one, where the program joined any: each program has its own.
void end_other_ranks(int exit_code);

// Of gren alone: becomes gren-engine, which does `name`: the same process, so that the launcher of the ranks
// sees nothing of it. Not after MPI has started. Throws std::runtime_error: there is none beside gren, or no
// libtorch for it.
[[noreturn]] void become_engine(const std::string& name, const Arguments& arguments);

// Of src/commands/
int import_command(const Arguments& arguments);
int inspect_command(const Arguments& arguments);
int split_command(const Arguments& arguments);
int report_command(const Arguments& arguments);
int card_command(const Arguments& arguments);
int completion_command(const Arguments& arguments);

// Of both: gren prepares what needs no network.
int prepare_command(const Arguments& arguments);

// Of src/commands/engine/
int phantom_command(const Arguments& arguments);
int segment_command(const Arguments& arguments);
int train_command(const Arguments& arguments);
int evaluate_command(const Arguments& arguments);
int ablate_command(const Arguments& arguments);
int predict_command(const Arguments& arguments);
int doctor_command(const Arguments& arguments);

}  // namespace gren
