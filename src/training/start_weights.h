// The weights that a run begins with (--init): published ones of a backbone, or another run's.
#pragma once

#include <filesystem>

#include "src/method/localizer.h"

namespace gren {

// From `file` into `model`, whose backbone is of that depth, strictly by name; what the head and the method
// have of their own may be missing, and a classifier on the backbone is dropped. One line that says so.
// Throws DataError: no such file, of another backbone, missing, left-over or unlike names.
std::string start_from(const std::filesystem::path& file, LocalizerImpl& model, int depth);

}  // namespace gren
