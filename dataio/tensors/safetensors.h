// safetensors files: named tensors, no code. Read and written here without Python.
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <map>
#include <string>

namespace gren {

struct TensorFile {
    std::map<std::string, torch::Tensor> tensors;  // contiguous, CPU
    std::map<std::string, std::string> metadata;
};

// Throws DataError: absent, truncated, header that is no JSON, duplicate names, holes or
// overlaps, unknown dtype.
TensorFile read_safetensors(const std::filesystem::path& file);

// Atomic: written beside, fsynced, renamed. Throws DataError: cannot be written, disk full.
void write_safetensors(const std::filesystem::path& file, const TensorFile& contents);

}  // namespace gren
