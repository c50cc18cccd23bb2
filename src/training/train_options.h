// The options of `gren train`, parsed and checked.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "src/method/localizer.h"
#include "src/ranks/device_option.h"
#include "src/run/arguments.h"
#include "src/run/run_folder.h"
#include "src/run/stage_option.h"
#include "src/training/non_finite.h"
#include "src/training/schedule.h"
#include "src/training/trainer.h"

namespace gren {

enum class Resume {
    never,
    newest,     // go on from a checkpoint; there must be one
    automatic,  // go on where there is one, otherwise start: what scripts use
};

struct TrainOptions {
    std::string data, split, init;  // split, init: empty when not given
    std::string preset;             // empty: none
    StageOptions stage;
    RunFolder run;
    Resume resume = Resume::never;
    bool resident = false;
    LocalizerSpec network;  // without image_size and classes, which are the data set's (training_run.h)
    MethodOptions method;
    NormMode norm = NormMode::sync;
    TrainerOptions trainer;
    Schedule schedule;
    std::int64_t epochs = 9, max_steps = 0;           // max_steps: -1 for no limit
    std::int64_t batch_per_rank = 4, accumulate = 1;  // N = ranks · batch_per_rank · accumulate
    std::string graph_path = "auto";
    CommunicationDtype dtype = CommunicationDtype::full;
    bool boxed_labels_only = false;  // batch.h
    bool drop_last = false;          // sampler.h
    std::uint64_t seed = 1;
    DeviceOptions device;
    int threads = 0, loader_threads = 1;  // threads: 0 shares the host's cores among its ranks
    std::int64_t agree_every = 500;       // steps; 0: only before the first
    std::int64_t probe_every = 0;         // steps; 0: never
    std::int64_t evaluate_every = 0;      // epochs; 0: never
    std::int64_t checkpoint_every = 0;    // steps; 0: at the end of every epoch only
    int keep_checkpoints = 2;
    std::string prometheus;        // file; empty: none
    std::int64_t trace_steps = 0;  // to record (step_tracer.h); 0: none
    NonFinitePolicy non_finite = NonFinitePolicy::stop;
    std::int64_t skip_limit = 10;                // steps
    std::chrono::milliseconds timeout{1800000};  // of one collective
    std::string
        configuration;    // effective options, as config.ini; without --stage, which is this start's alone
    std::string shaping;  // those that shape the result, one a line: must agree on all ranks and on resuming
    std::string sharing;  // those that say how ranks share the global batch: must agree on all ranks

    std::int64_t images_per_rank() const { return batch_per_rank * accumulate; }  // in a step
};

// Nothing when --help was printed. Throws UsageError.
std::optional<TrainOptions> parse_train_options(const Arguments& arguments);

}  // namespace gren
