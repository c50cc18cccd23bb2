// Whether a CPU multiplies bfloat16 numbers itself; where it does not, oneDNN rounds and widens around each
// product, which took nine times as long as float32 (ResNet-50, AVX2).
#pragma once

#include <string>

namespace gren {

// From the text of /proc/cpuinfo.
bool multiplies_bfloat16(const std::string& cpuinfo);
bool this_cpu_multiplies_bfloat16();

}  // namespace gren
