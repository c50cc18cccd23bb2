// Reads the state dicts that torch.save writes (.pth), zip and legacy form, without Python and
// without running code.
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <map>
#include <string>

namespace gren {

// A (nested one level in "state_dict", if so) dictionary of tensors; other entries are ignored. Throws
// DataError: absent, truncated, no pickle, a global other than tensors, storages, parameters, OrderedDict.
std::map<std::string, torch::Tensor> read_pth(const std::filesystem::path& file);

}  // namespace gren
