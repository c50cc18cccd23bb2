// --window: which values of a DICOM film become black and white, the same for every command that reads films.
#pragma once

#include "dataio/dicom/window.h"
#include "src/run/option_table.h"

namespace gren {

OptionRow window_row();

// Throws UsageError of `command`, "gren prepare": no window (dataio/dicom/window.h).
Window window_of(const po::variables_map& values, const char* command);

}  // namespace gren
