// Times as numbers and in words.
#pragma once

#include <chrono>
#include <string>

namespace gren {

double seconds_since(std::chrono::steady_clock::time_point start);
std::string duration_text(double seconds);  // "3 s", "4 min 05 s", "2 h 07 min"

}  // namespace gren
