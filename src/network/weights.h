// Weights into a module, strictly by name and shape.
#pragma once

#include <torch/nn/module.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace gren {

using NamedTensors = std::map<std::string, torch::Tensor>;

// .safetensors or .pth, told apart by content. A leading "module." (DataParallel) is stripped, and the names
// of dense layers in torchvision's published files, "denselayer1.norm.1.weight", become those of its modules,
// "denselayer1.norm1.weight". Throws DataError: absent, a folder, no such file.
NamedTensors read_weights(const std::filesystem::path& file);

// All parameters and buffers of `module`, by name.
NamedTensors named_state(const torch::nn::Module& module);

struct LoadedNames {
    std::vector<std::string> fresh;    // of the module, not in the file: as they were
    std::vector<std::string> dropped;  // of the file, not in the module
};
// Copies `weights` into `module`. Every name of the module must be there with its shape, except those
// starting with one of `may_be_missing`; every name of the file must be used, except those starting with one
// of `may_be_left`. A counter of a batch norm (num_batches_tracked) that the file lacks becomes 0, as PyTorch
// has it. Where a name that may be missing has another shape, it stays as it was. Throws DataError listing
// missing names, left-over names, unlike shapes, before anything is copied.
LoadedNames load_strictly(torch::nn::Module& module, const NamedTensors& weights, const std::string& origin,
                          const std::vector<std::string>& may_be_missing = {},
                          const std::vector<std::string>& may_be_left = {});

}  // namespace gren
