// gren train --evaluate-every: what gren evaluate finds on the validation list, while the run trains.
#pragma once

#include "dataio/shards/dataset.h"
#include "distributed/world.h"
#include "src/run/training_list.h"
#include "src/training/training_run.h"
#include "src/training/validation.h"

namespace gren {

// The validation list of the run's --split, shared out among the ranks as gren evaluate shares
// one out, on a copy of the network in eval mode that is gone afterwards; regions by its defaults. The
// figures are those of gren evaluate on that list, to the bit on a CPU where as many images go through the
// network at a time (src/memory/validation_batch.h). All that is named must outlive the validator. Throws
// DataError: the split has no validation image, none of them has the lungs that the method needs.
Validator validation_of(const TrainingRun& run, World& world, const Dataset& dataset,
                        const TrainingList& list);

}  // namespace gren
