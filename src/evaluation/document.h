// An evaluation as files (RUN_FOLDER.md): evaluation.json for programs, boxes.csv box by box.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "dataio/shards/dataset.h"
#include "src/evaluation/metrics.h"

namespace gren {

// Figures that do not exist are null. `about`: evaluation_about(); `parts`: what else was measured, by its
// key: controls_json(), groups_json(); `files`: SHA-256 of the files that belong to it, by name.
std::string evaluation_json(const Metrics& metrics, const std::vector<std::string>& classes,
                            const nlohmann::ordered_json& about, const nlohmann::ordered_json& parts,
                            const nlohmann::ordered_json& files);

// A row an (image, class) with a box.
std::string boxes_csv(const std::vector<ImageReading>& readings, const Dataset& dataset);

}  // namespace gren
