// An evaluation for people (table), for programs (evaluation.json) and box by box (boxes.csv).
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "src/evaluation.h"

namespace gren {

// Accuracy at each T(IoU) per class as k of n, means, ceilings at 0.5 and 0.7, AUC.
std::string accuracy_table(const Evaluation& evaluation, const Dataset& dataset, std::int64_t eval_grid);

// Written beside and renamed. `about`: digests, versions, options. Throws DataError.
void write_evaluation(const std::filesystem::path& json, const std::filesystem::path& csv,
                      const Evaluation& evaluation, const Dataset& dataset,
                      const std::map<std::string, std::string>& about);

}  // namespace gren
