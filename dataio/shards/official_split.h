// The split that comes with an archive: ChestX-ray14's train_val_list.txt and test_list.txt.
#pragma once

#include <cstdint>
#include <filesystem>

#include "dataio/shards/split.h"

namespace gren {

struct OfficialSplit {
    Split split;                       // participation "official"
    std::int64_t absent = 0;           // names of the lists that the data set does not hold
    std::int64_t in_neither_list = 0;  // samples left out
};

// The lists have an image's name a line (csv.h: quotes around names with commas, no other columns). The test
// list tests; of the other, seven eighths train and one eighth validates, chosen by `seed`, by patient or by
// image, so that of all about 70/10/20 % take part. Images with boxes all stand in NIH's test list: nothing
// trains with boxes there. Throws DataError: a list cannot be opened, a name in both or twice in one, a list
// of no sample of the data set, too few to validate, by patient a sample without one.
OfficialSplit make_official_split(const Dataset& dataset, const std::filesystem::path& train_val_list,
                                  const std::filesystem::path& test_list, bool by_patient,
                                  std::uint64_t seed);

}  // namespace gren
