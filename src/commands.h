// The subcommands of gren, one file each. They return an exit code and throw UsageError, DataError or
// std::exception.
#pragma once

#include "src/arguments.h"

namespace gren {

int phantom_command(const Arguments& arguments);
int prepare_command(const Arguments& arguments);
int inspect_command(const Arguments& arguments);
int split_command(const Arguments& arguments);
int segment_command(const Arguments& arguments);
int train_command(const Arguments& arguments);
int evaluate_command(const Arguments& arguments);
int report_command(const Arguments& arguments);
int ablate_command(const Arguments& arguments);
int predict_command(const Arguments& arguments);
int doctor_command(const Arguments& arguments);

}  // namespace gren
