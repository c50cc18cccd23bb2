// What a finished and evaluated run tells of itself.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "dataio/shards/split.h"
#include "src/run/run_folder.h"

namespace gren::card {

struct RunFacts {
    nlohmann::ordered_json evaluation;  // evaluation.json (RUN_FOLDER.md)
    std::optional<Split> lists;         // that it trained on; none: all images trained
    std::string weights;                // SHA-256 of model.safetensors
};

// Throws DataError: not trained to its end, not evaluated, evaluated with other weights than it has now, a
// file that cannot be read or is of another version.
RunFacts read_run_facts(const RunFolder& run);

}  // namespace gren::card
