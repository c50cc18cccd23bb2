// The libraries that this process has loaded, which may be others than those it was built with.
#pragma once

#include <string>

namespace gren {

std::string loaded_libraries();  // "libtorch 2.11.0, Open MPI v4.1.4"
std::string kernel_release();    // "5.15.0"

}  // namespace gren
