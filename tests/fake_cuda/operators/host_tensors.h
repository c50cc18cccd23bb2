// Operators' arguments on the host: tensors of the fake's devices seen where they lie, in host memory.
#pragma once

#include <ATen/core/stack.h>

#include <string>
#include <vector>

namespace fake_cuda {

using torch::jit::Stack;

// A CPU tensor of the same memory, sizes and strides; other tensors as they are.
at::Tensor host_view(const at::Tensor& tensor);

// The same arguments for the operator on the CPU: tensors by host_view, devices and generators the CPU's.
Stack host_arguments(const Stack& arguments);

// The same arguments with memory of their own.
Stack copies_of(const Stack& host);

// All tensors that a value holds, undefined ones too.
std::vector<at::Tensor> tensors_in(const c10::IValue& value);

// The memory of a value's tensors that lie on a device: " r=address+bytes", or w, for each.
std::string ranges(const char* what, const c10::IValue& value);

}  // namespace fake_cuda
