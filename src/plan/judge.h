// A run's options as `gren train` itself judges them, so that a plan never drifts from the program.
#pragma once

#include <string>
#include <vector>

#include "src/plan/choice.h"
#include "src/training/train_options.h"

namespace gren::plan {

// What an axis adds to the command line.
struct PlanPart {
    std::string axis;
    Arguments words;
};

// One word, since a value may begin with a minus; none for a flag that is not "true".
// REQUIRES: gren train has this option.
Arguments option_words(const std::string& option, const std::string& value);

Arguments joined(Arguments given, const std::vector<PlanPart>& parts);

// data and run are placeholders. Throws UsageError with the line of the axis that gren train refuses, or
// naming "after --" where `given` is to blame.
TrainOptions judged(const PlanChoice& choice, const Arguments& given, std::vector<PlanPart> parts);

}  // namespace gren::plan
