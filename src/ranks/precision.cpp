#include "src/ranks/precision.h"

#include <ATen/Context.h>
#include <fmt/format.h>

#include <stdexcept>

#include "src/run/usage_error.h"

namespace gren {

Precision precision_from(const std::string& name) {
    if (name == "fp32") return Precision::fp32;
    if (name == "tf32") return Precision::tf32;
    if (name == "bf16") return Precision::bf16;
    throw std::invalid_argument(fmt::format("--precision {}: expected fp32, tf32 or bf16", name));
}

void use_precision(Precision precision, torch::Device device, const std::string& command) {
    if (precision == Precision::tf32 && device.is_cpu())
        throw UsageError(
            fmt::format("{}: --precision tf32: found a CPU, expected a GPU, whose format it is; "
                        "use fp32 or bf16",
                        command));
    at::globalContext().setAllowTF32CuDNN(precision == Precision::tf32);
    at::globalContext().setAllowTF32CuBLAS(false);
}

std::string precision_text(Precision precision, torch::Device device, bool trains) {
    if (precision == Precision::bf16) return "bf16";
    if (precision == Precision::tf32) return "tf32";
    return trains && device.is_cuda() ? "fp32 (--precision bf16 is what its tensor cores are made for)"
                                      : "fp32";
}

}  // namespace gren
