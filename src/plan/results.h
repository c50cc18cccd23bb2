// What the runs of a plan came to, collected from their evaluation.json.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "src/plan/material.h"
#include "src/plan/run.h"
#include "src/run/run_folder.h"

namespace gren::plan {

struct RunResult {
    const PlannedRun* run;
    const RunMaterial* material;
    std::map<std::string, double> accuracy;  // mean over the boxed classes, by threshold "0.1" ... "0.7";
                                             // empty where the test list has no box
    std::optional<double> auc;               // mean over the classes that have both answers
    std::string ranks;                       // that trained it; empty where it does not say
};

// Throws DataError: absent, no evaluation.
RunResult read_result(const RunFolder& folder, const PlannedRun& run, const RunMaterial& material);

std::string result_text(const RunResult& result);  // "T=0.5 0.412, T=0.7 0.301, AUC 0.790"

// A row a group: how many runs, mean ± std (n−1) over them of T(IoU)=0.5, 0.7 and AUC.
std::string results_table(const std::vector<RunResult>& results);

// A row a run, with its axes, its options, every threshold and both digests.
std::string results_csv(const std::vector<RunResult>& results);

}  // namespace gren::plan
