// Those of gren-engine, which gren becomes.
#include <fmt/format.h>

#include <map>

#include "distributed/session/mpi_session.h"
#include "src/commands/commands.h"
#include "src/ranks/failure_sentence.h"
#include "src/run/usage_error.h"

namespace gren {

int run_command(const std::string& name, const Arguments& arguments) {
    static const std::map<std::string, int (*)(const Arguments&)> own{
        {"phantom", phantom_command}, {"prepare", prepare_command},   {"segment", segment_command},
        {"train", train_command},     {"evaluate", evaluate_command}, {"ablate", ablate_command},
        {"predict", predict_command}, {"doctor", doctor_command}};
    const auto found = own.find(name);
    if (found == own.end())
        throw UsageError(fmt::format("'{}' is no command of gren-engine; call gren", name));
    return found->second(arguments);
}

std::string sentence_of(const std::exception& error) {
    return failure_sentence(error);
}

void end_other_ranks(int exit_code) {
    MpiSession::abort_if_started(exit_code);
}

}  // namespace gren
