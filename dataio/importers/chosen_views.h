// --views: of an archive's films only those of some projections.
#pragma once

#include <string>
#include <vector>

#include "dataio/archive/archive.h"

namespace gren {

// Leaves out the radiographs whose view is none of `views`, and notes how many of each; all stay where
// `views` is empty. Throws DataError: none is left; it names the views that are there.
void keep_views(Archive& archive, const std::vector<std::string>& views);

}  // namespace gren
