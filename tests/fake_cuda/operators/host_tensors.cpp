#include "tests/fake_cuda/operators/host_tensors.h"

#include <ATen/ops/clone.h>
#include <ATen/ops/empty_strided.h>
#include <ATen/ops/from_blob.h>

#include <cstdint>
#include <optional>

#include "tests/fake_cuda/runtime/fake_runtime.h"

namespace fake_cuda {
namespace {

std::size_t span(const at::Tensor& tensor) {
    std::int64_t last = 0;
    for (std::int64_t i = 0; i < tensor.dim(); ++i) last += (tensor.size(i) - 1) * tensor.stride(i);
    return static_cast<std::size_t>(last + 1) * tensor.element_size();
}

c10::IValue on_host(const c10::IValue& value) {
    if (value.isTensor()) return host_view(value.toTensor());
    if (value.isGenerator()) return {};
    if (value.isDevice()) return value.toDevice().is_cuda() ? c10::IValue(c10::Device(c10::kCPU)) : value;
    if (value.isTensorList()) {
        c10::List<at::Tensor> list;
        for (const at::Tensor& tensor : value.toTensorList()) list.push_back(host_view(tensor));
        return list;
    }
    if (value.isOptionalTensorList()) {
        c10::List<std::optional<at::Tensor>> list;
        for (const std::optional<at::Tensor>& tensor : value.toOptionalTensorList())
            list.push_back(tensor ? std::optional(host_view(*tensor)) : std::nullopt);
        return list;
    }
    return value;
}

}  // namespace

at::Tensor host_view(const at::Tensor& tensor) {
    if (!tensor.defined() || !tensor.is_cuda()) return tensor;
    const auto options = tensor.options().device(c10::kCPU).pinned_memory(false);
    if (tensor.numel() == 0) return at::empty_strided(tensor.sizes(), tensor.strides(), options);
    return at::from_blob(tensor.data_ptr(), tensor.sizes(), tensor.strides(), options);
}

Stack host_arguments(const Stack& arguments) {
    Stack all;
    for (const auto& argument : arguments) all.push_back(on_host(argument));
    return all;
}

Stack copies_of(const Stack& host) {
    Stack all = host;
    for (auto& argument : all)
        if (argument.isTensor() && argument.toTensor().defined()) argument = argument.toTensor().clone();
    return all;
}

std::vector<at::Tensor> tensors_in(const c10::IValue& value) {
    std::vector<at::Tensor> all;
    if (value.isTensor()) all.push_back(value.toTensor());
    if (value.isTensorList())
        for (const at::Tensor& tensor : value.toTensorList()) all.push_back(tensor);
    if (value.isOptionalTensorList())
        for (const std::optional<at::Tensor>& tensor : value.toOptionalTensorList())
            if (tensor) all.push_back(*tensor);
    return all;
}

std::string ranges(const char* what, const c10::IValue& value) {
    std::string text;
    for (const auto& tensor : tensors_in(value))
        if (tensor.defined() && tensor.is_cuda() && tensor.numel() > 0)
            text += std::string(" ") + what + "=" + range(tensor.const_data_ptr(), span(tensor));
    return text;
}

}  // namespace fake_cuda
