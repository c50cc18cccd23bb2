// The runs that a plan stands for: what each tells `gren train`, on which lists, and its name.
#pragma once

#include <string>
#include <vector>

#include "dataio/shards/split.h"
#include "src/plan/plan.h"
#include "src/plan/settings.h"
#include "src/training/train_options.h"

namespace gren::plan {

struct PlannedRun {
    // Says all that differs from what gren would take by itself, in an order of its own: the same run has the
    // same name in every plan. Never read back.
    std::string name;
    std::string group;   // the name without fold and seeds: runs of a group are averaged
    std::string hash;    // the variant that its data set must have; empty: of the first one given
    SplitOptions lists;  // participation "all": every image trains and tests; "official": NIH's lists
    int ranks = 1;
    std::int64_t nodes = 0;  // N
    // How N is shared out, as far as the plan names it (ranks, batch-per-rank, accumulate): no result depends
    // on it, but a plan may compare. What the plan leaves open is neither in the name nor a difference.
    Settings sharing;
    Arguments options;   // of gren train, beside --data, --run, --split and --resume
    TrainOptions train;  // the same as gren train understands them; data and run are placeholders
    int hash_line = 0;   // where the plan names the hash
};

// What holds for every run beside its plan.
struct PlanDefaults {
    int ranks = 1;      // where the plan names none
    Arguments options;  // of gren train
};

// In the order of the file, the last axis of a section fastest; a run that stands in several sections once.
// Axes: participation, fold, split-by, split-seed, hash, nodes, ranks, and every option of gren train, whose
// own parser judges the values. Throws UsageError naming file and line: unknown axis or value, no
// participation, a fold that the participation does not have, ranks, batch-per-rank and accumulate that do
// not make nodes, statistics of each rank alone (batch-norm = local) on ranks that are not named, two runs of
// one name that are not the same.
std::vector<PlannedRun> runs_of(const Plan& plan, const PlanDefaults& defaults);

}  // namespace gren::plan
