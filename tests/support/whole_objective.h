// Q of a whole global batch in one process, for the methods that plain_objective.h does not write out: their
// terms (tested by themselves) put together without trainer, graph or ranks, pairs in a double loop.
#pragma once

#include <string>
#include <vector>

#include "tests/support/plain_objective.h"

namespace gren {

// Whether plain_objective() knows the method.
bool has_plain_objective(const std::string& method);
// Of every method: its terms, in the order in which it has them.
std::vector<std::string> term_names(const std::string& method);

// `model`: batch norm local or frozen. `batch`: all images.
PlainObjective whole_objective(Localizer& model, const Batch& batch);

}  // namespace gren
