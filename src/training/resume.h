// Where a run goes on: rank 0 reads the checkpoint, the others have it from rank 0.
#pragma once

#include <string>

#include "distributed/world.h"
#include "src/training/checkpoint.h"
#include "src/training/train_options.h"

namespace gren {

// Collective. The position that --resume asks for, with network and optimizer as they were there, on every
// rank: one host's view of the disk counts. Rank 0 says on stderr what it took. Throws DataError on rank 0:
// as load_newest_checkpoint(), and when there is none and one is asked for.
Position start_position(const TrainOptions& options, World& world, const std::string& agreement,
                        Localizer& model, Sgd& optimizer);

}  // namespace gren
