// What several readers found in one image, and what is made of it.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "dataio/importers/importers.h"

namespace gren {

struct Readings {
    std::set<std::string> readers;                           // of the image
    std::set<std::pair<std::size_t, std::string>> findings;  // class and reader
    std::set<std::size_t> unsaid;                            // classes that a reader left open
    std::vector<ListedBox> boxes;                            // each with its reader; each is a finding, too
};

struct SettledCounts {
    std::int64_t findings_left_out = 0, boxes_left_out = 0, boxes_joined = 0;
};

// Labels and boxes of `radiograph`.
// any: a finding of one reader counts, and every reader's box stays.
// majority: a finding counts where more than half of the image's readers have it. Its boxes are joined where
// they overlap (IoU of 0.5 or more with the mean of those joined before, one of each reader); a joined box of
// more than half of the readers stays, as the mean of its corners, with its readers joined by bars. The
// others are left out.
void settle(const Readings& readings, Readers rule, Radiograph& radiograph, SettledCounts& counts);

}  // namespace gren
