#include "src/card/run_facts.h"

#include <fmt/format.h>

#include "dataio/data_error.h"
#include "dataio/digest.h"
#include "src/report/evaluation_file.h"

namespace gren::card {
RunFacts read_run_facts(const RunFolder& run) {
    require_finished(run);
    RunFacts facts{.evaluation = report::read_evaluation_file(run.evaluation()),
                   .lists = {},
                   .weights = sha256_of_file(run.model())};
    if (std::filesystem::exists(run.split())) facts.lists = read_split(run.split());
    const auto& about = facts.evaluation.at("about");
    if (!about.contains("model") || about["model"] != facts.weights)
        throw DataError(fmt::format(
            "{}: its figures are of other weights than those in {}, or of an earlier version that did not "
            "say of which; run gren evaluate again",
            run.evaluation().string(), run.model().string()));
    return facts;
}

}  // namespace gren::card
