#include "distributed/bfloat16_cpu.h"

#include <array>
#include <fstream>
#include <sstream>

namespace gren {

bool multiplies_bfloat16(const std::string& cpuinfo) {
    constexpr std::array kFeatures{"avx512_bf16", "amx_bf16", "avx_ne_convert", "bf16", "svebf16"};
    std::istringstream lines(cpuinfo);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("flags") && !line.starts_with("Features")) continue;  // of x86, of ARM
        std::istringstream words(line);
        for (std::string word; words >> word;)
            for (const auto* feature : kFeatures)
                if (word == feature) return true;
        return false;  // the other cores have the same
    }
    return false;
}

bool this_cpu_multiplies_bfloat16() {
    std::ostringstream text;
    text << std::ifstream("/proc/cpuinfo").rdbuf();
    return multiplies_bfloat16(text.str());
}

}  // namespace gren
