#include "src/run/window_option.h"

#include <fmt/format.h>

#include "dataio/data_error.h"
#include "src/run/usage_error.h"

namespace gren {

OptionRow window_row() {
    return {"window", text("auto"),
            "Values of a DICOM film that become black and white. file: its own VOI LUT or window; C,W: "
            "center and width, after rescaling; minmax: least and greatest. auto: file, else minmax."};
}

Window window_of(const po::variables_map& values, const char* command) try {
    return window_from(values["window"].as<std::string>());
} catch (const DataError& error) {
    throw UsageError(fmt::format("{}: {}", command, error.what()));
}

}  // namespace gren
