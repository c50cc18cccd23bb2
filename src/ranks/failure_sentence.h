// The one sentence that main prints of an exception, whoever threw it.
#pragma once

#include <exception>
#include <optional>
#include <string>

namespace gren {

// torch's errors without their backtrace; memory that could not be had, by torch, oneDNN or C++, and threads
// that the system refused, with what would help.
std::string failure_sentence(const std::exception& error);

// Of memory that could not be had, what the allocator said of it; of other failures nothing.
std::optional<std::string> memory_not_had(const std::exception& error);

}  // namespace gren
