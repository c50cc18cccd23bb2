// Memory that could not be had, by C++ or by OpenCV, which has an exception of its own for it.
#pragma once

#include <exception>

namespace gren {

bool is_out_of_memory(const std::exception& error);

}  // namespace gren
