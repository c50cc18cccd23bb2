#include "src/training/parameter_digests.h"

#include <fmt/format.h>

#include <functional>
#include <string_view>

namespace gren {

std::string parameter_digests(const torch::nn::Module& module) {
    std::string lines;
    for (const auto& parameter : module.named_parameters()) {
        const auto bytes = parameter.value().detach().to(torch::kCPU).contiguous();
        const std::string_view view(static_cast<const char*>(bytes.data_ptr()), bytes.nbytes());
        lines +=
            fmt::format("parameter {} = {:016x}\n", parameter.key(), std::hash<std::string_view>{}(view));
    }
    return lines;
}

}  // namespace gren
