// Everything a run needs to go on: network, batch-norm statistics, optimizer, position. One safetensors
// file a checkpoint.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dataio/data_error.h"
#include "src/method/localizer.h"
#include "src/network/weights.h"
#include "src/training/sgd.h"

namespace gren {

struct Position {
    std::int64_t next_step = 0;  // over all epochs; the sampler is a pure function of it
    std::string
        agreement;  // what must be the same when the run goes on: data, split, options that shape training
};

// A copy in memory of its own.
struct RunState {
    Position position;
    NamedTensors tensors;
};
RunState state_of(const Localizer& model, const Sgd& optimizer, const Position& position);

// Writes folder/step_<next_step>.safetensors beside and renames it, with a digest of its tensors; then
// removes all but the newest `keep` >= 1. Throws DataError.
void write_checkpoint(const std::filesystem::path& folder, const RunState& state, int keep);

// The checkpoints of `folder`, newest first; none when it is not there.
std::vector<std::filesystem::path> checkpoints_in(const std::filesystem::path& folder);

// Throws DataError: torn file or flipped bit (TornCheckpoint), another network, or `agreement` differs from
// the file's (what differs is shown: run_agreement.h).
Position load_checkpoint(const std::filesystem::path& file, Localizer& model, Sgd& optimizer,
                         const std::string& agreement);

struct TornCheckpoint : DataError {
    using DataError::DataError;
};

// The newest checkpoint of `folder` that is whole; `torn` takes the sentences of newer ones that are not.
// Nothing when there is no checkpoint at all. Throws DataError: as load_checkpoint(), and when all are torn.
std::optional<Position> load_newest_checkpoint(const std::filesystem::path& folder, Localizer& model,
                                               Sgd& optimizer, const std::string& agreement,
                                               std::vector<std::string>& torn);

}  // namespace gren
