// How an operator of a device is carried out on the host.
#pragma once

#include <functional>
#include <string>

#include "tests/fake_cuda/operators/host_tensors.h"

namespace fake_cuda {

// What the GPU's own code of the operator still does. It allocates, launches and waits as on a GPU, without
// effect on values; it is left out where it needs a library that is not there, or the host reads values.
enum class GpuCode { runs, left_out, left_out_and_waits, untouched };

GpuCode gpu_code_of(const std::string& name);  // "add", without the overload

// Whether the operator writes an argument unsaid by its schema: a batch norm its running statistics.
bool writes_unsaid(const std::string& full_name, std::size_t argument);

// For operators that the CPU lacks: what they compute of CPU tensors.
using HostCode = std::function<Stack(const Stack&)>;
const HostCode* host_code_of(const std::string& name);

}  // namespace fake_cuda
