// In which format a network's convolutions are computed: one rule for every command.
#pragma once

#include <torch/types.h>

#include <string>

namespace gren {

// fp32: float32 throughout, also on a GPU, where PyTorch's own default for convolutions is TF32. tf32: that,
// for convolutions on a GPU. bf16: autocast of backbone and head, float32 otherwise. Losses and the graph are
// float32 at least in all of them.
enum class Precision { fp32, tf32, bf16 };
Precision precision_from(const std::string& name);  // throws std::invalid_argument naming the three

// Of this process, from here on; autocast is the forward pass's business (network/autocast.h). Throws
// UsageError of `command`: tf32 on a CPU.
void use_precision(Precision precision, torch::Device device, const std::string& command);

// "fp32", and on a GPU what would be faster.
std::string precision_text(Precision precision, torch::Device device, bool trains);

}  // namespace gren
