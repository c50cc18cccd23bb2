// The three actions of `gren segment` and what they share.
#pragma once

#include <string>

#include "src/run/arguments.h"
#include "src/run/option_table.h"
#include "src/run/usage_error.h"

namespace gren {

int segment_train(const Arguments& arguments);
int segment_apply(const Arguments& arguments);
int segment_score(const Arguments& arguments);

inline constexpr OptionCheck kSegmentRequires{"gren segment"};

OptionRow segment_threads_row();

}  // namespace gren
