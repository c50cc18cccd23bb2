// The head of a model card: what the Hugging Face Hub reads of it, YAML between two lines of dashes.
#pragma once

#include <string>

#include "src/card/model_card.h"

namespace gren::card {

std::string metadata(const RunFacts& facts, const Statements& statements);

}  // namespace gren::card
