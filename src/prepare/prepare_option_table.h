// Every option of `gren prepare`, once.
#pragma once

#include "src/run/option_table.h"

namespace gren {

OptionTable prepare_option_table();

}  // namespace gren
