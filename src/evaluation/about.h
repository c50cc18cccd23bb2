// What an evaluation's figures are of: the run's options and lists, digests, versions. evaluation.json's
// "about" (RUN_FOLDER.md); what evaluated, and how many ranks did, leaves no trace in it.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>

#include "src/evaluation/tested_list.h"
#include "src/method/localizer.h"
#include "src/run/run_folder.h"

namespace gren {

// `box_rule`: by which boxes were counted, of a system that answers with boxes. Throws DataError: config.ini,
// split.json or the weights absent or not readable, an option that is no number.
nlohmann::ordered_json evaluation_about(const RunFolder& run, const LoadedModel& loaded,
                                        const Dataset& dataset, const TestedList& tested,
                                        std::int64_t eval_grid, const std::string& box_rule = "");

}  // namespace gren
