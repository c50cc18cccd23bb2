// Everything a run needs to go on: network, batch-norm statistics, optimizer, position. One safetensors file
// a checkpoint.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "src/localizer.h"
#include "src/sgd.h"

namespace gren {

struct Position {
    std::int64_t next_step = 0;  // over all epochs; the sampler is a pure function of it
    std::string
        agreement;  // what must be the same when the run goes on: data, split, options that shape training
};

// Writes checkpoints/step_<next_step>.safetensors beside and renames it; older ones are removed after that.
// Throws DataError.
void write_checkpoint(const std::filesystem::path& folder, const Localizer& model, const Sgd& optimizer,
                      const Position& position);

// The newest checkpoint of `folder`, or nothing when there is none.
std::optional<std::filesystem::path> newest_checkpoint(const std::filesystem::path& folder);

// Throws DataError: torn file, another network, or `agreement` differs from the file's (both are shown).
Position load_checkpoint(const std::filesystem::path& file, Localizer& model, Sgd& optimizer,
                         const std::string& agreement);

}  // namespace gren
