// Every option of `gren train`, once: name, default, help, what it may be, whether it shapes the result.
#pragma once

#include "src/run/option_table.h"

namespace gren {

const OptionTable& train_option_table();

}  // namespace gren
