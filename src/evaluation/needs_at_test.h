// What a method's network reads at test beside the image: lung masks, films of the training list.
#pragma once

#include <memory>
#include <vector>

#include "dataio/shards/dataset.h"
#include "src/companions/companions.h"
#include "src/method/localizer.h"
#include "src/run/run_folder.h"

namespace gren {

// Throws DataError: the network reads lung masks, and none of the samples has usable ones.
void require_lungs_at_test(const LocalizerSpec& spec, const Dataset& dataset,
                           const std::vector<std::int64_t>& samples);

// The companions that the run's training list gives; none where the method needs none at test. Throws
// DataError: another data set than the run's; a film tested that is also in the bank.
std::shared_ptr<const Companions> companions_at_test(const LoadedModel& loaded, const RunFolder& run,
                                                     const Dataset& dataset,
                                                     const std::vector<std::int64_t>& tested);

// The same while the run trains: `trained` is its training list.
std::shared_ptr<const Companions> companions_at_test(const LocalizerSpec& spec, const Dataset& dataset,
                                                     const std::vector<std::int64_t>& trained);

// Throws UsageError: single images have neither, and are not aligned.
void require_no_needs_at_test(const LocalizerSpec& spec, const RunFolder& run);

}  // namespace gren
