// gren segment: hands over to one of its actions.
#include "src/commands/engine/segment_command.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include "src/run/usage_error.h"

namespace gren {

int segment_command(const Arguments& arguments) {
    std::string action;
    Arguments rest;
    if (!arguments.empty()) {
        action = arguments.front();
        rest.assign(arguments.begin() + 1, arguments.end());
    }
    if (action == "train") return segment_train(rest);
    if (action == "apply") return segment_apply(rest);
    if (action == "score") return segment_score(rest);
    if (action == "--help" || action == "-h") {
        fmt::print(
            "Usage: gren segment train --help\n       gren segment apply --help\n       gren segment score "
            "--help\n");
        return 0;
    }
    throw UsageError(
        fmt::format("gren segment: expected 'train', 'apply' or 'score' first, found '{}'", action));
}

OptionRow segment_threads_row() {
    return {"threads", small_integer(at::get_num_threads()),
            "Threads that compute. They do not change the result beyond rounding.", at_least(1),
            Shapes::nothing};
}

}  // namespace gren
