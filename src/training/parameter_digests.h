// Digests of a network's parameters, for comparing ranks.
#pragma once

#include <torch/nn/module.h>

#include <string>

namespace gren {

// A line per parameter: "parameter conv1.weight = 16 hexadecimal digits", equal where the bytes are. Compares
// processes of one program only: the hash is the standard library's.
std::string parameter_digests(const torch::nn::Module& module);

}  // namespace gren
