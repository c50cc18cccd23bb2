// What another's code says of damaged data, where that code may crash on it.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace gren {

// Runs `work` in a child process and returns its text; nothing when the child crashed, threw or took longer
// than `limit`, at least a second. REQUIRES: no other thread of this process is at work (fork).
// Throws std::runtime_error: no process can be made.
std::optional<std::string> text_from_child(const std::function<std::string()>& work,
                                           std::chrono::seconds limit);

}  // namespace gren
