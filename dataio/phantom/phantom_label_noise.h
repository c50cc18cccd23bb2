// Labels that are wrong as text-mined ones are: some are missing, as many stand on films without the finding.
#pragma once

#include <vector>

#include "dataio/phantom/phantom_radiograph.h"

namespace gren::phantom {

// Drops each label of `cases` with probability `share`, and gives as many of the same finding to films
// without it, drawn at random: each finding's labels stay as many, their precision and their recall are
// 1 - share in expectation. REQUIRES: labels are the cases' distinct findings.
void mislabel(std::vector<PhantomCase>& cases, double share, PhantomRandom random);

}  // namespace gren::phantom
