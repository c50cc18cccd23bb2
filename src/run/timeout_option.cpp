#include "src/run/timeout_option.h"

#include "src/run/usage_error.h"

namespace gren {

OptionRow timeout_row() {
    return {"timeout", real(1800), "Seconds that a rank waits for the others before it ends the job.",
            any_value(), Shapes::nothing};
}

std::chrono::milliseconds timeout_of(const po::variables_map& values, const char* command) {
    const auto seconds = values["timeout"].as<double>();
    OptionCheck{command}(seconds > 0, "timeout", seconds, "more than 0 seconds");
    return std::chrono::milliseconds(static_cast<std::int64_t>(1000 * seconds));
}

}  // namespace gren
