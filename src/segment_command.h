// The three actions of `gren segment` and what they share.
#pragma once

#include <string>

#include "src/commands.h"

namespace gren {

int segment_train(const Arguments& arguments);
int segment_apply(const Arguments& arguments);
int segment_score(const Arguments& arguments);

// Throws UsageError naming the option, what was found and what was expected, unless it `holds`.
void require(bool holds, const std::string& option, const std::string& found, const std::string& expected);

void use_threads(int threads);  // of libtorch. Throws UsageError: not positive

}  // namespace gren
