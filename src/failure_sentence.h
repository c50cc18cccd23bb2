// The one sentence that main prints of an exception, whoever threw it.
#pragma once

#include <exception>
#include <string>

namespace gren {

// torch's errors without their backtrace; memory that could not be had, by torch or by C++, with what would
// help.
std::string failure_sentence(const std::exception& error);

}  // namespace gren
