#include "src/evaluation/same_frame.h"

#include <fmt/format.h>

#include "dataio/data_error.h"

namespace gren {

void require_same_frame(const Dataset& dataset, const LocalizerSpec& spec, const std::string& data) {
    if (dataset.traits().aligned == spec.aligned) return;
    const auto state = [](bool aligned) { return aligned ? "aligned by their lungs" : "not aligned"; };
    throw DataError(fmt::format(
        "{}: its films are {}, those that the run was trained on were {}; prepare the "
        "data {} --align lungs",
        data, state(dataset.traits().aligned), state(spec.aligned), spec.aligned ? "with" : "without"));
}

}  // namespace gren
