// Which options no phantom archive can have.
#pragma once

#include "dataio/phantom/phantom.h"

namespace gren::phantom {

void check(const PhantomOptions& options);  // throws DataError naming the first that cannot be

}  // namespace gren::phantom
