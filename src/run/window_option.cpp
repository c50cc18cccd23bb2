#include "src/run/window_option.h"

#include <fmt/format.h>

#include "dataio/data_error.h"
#include "src/run/usage_error.h"

namespace gren {

OptionRow window_row() {
    return {"window", text("auto"),
            "which values of a DICOM file become black and white: file (its VOI LUT, else its window), C,W "
            "(center and width, after rescaling), minmax (its least and greatest value); auto: file where "
            "it has one, else minmax"};
}

Window window_of(const po::variables_map& values, const char* command) try {
    return window_from(values["window"].as<std::string>());
} catch (const DataError& error) {
    throw UsageError(fmt::format("{}: {}", command, error.what()));
}

}  // namespace gren
