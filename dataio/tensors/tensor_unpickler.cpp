#include "dataio/tensors/tensor_unpickler.h"

#include <fmt/format.h>

#include <set>
#include <stdexcept>

namespace gren {
namespace {

const std::map<std::string, torch::Dtype> kStorageTypes{
    {"torch.DoubleStorage", torch::kFloat64}, {"torch.FloatStorage", torch::kFloat32},
    {"torch.HalfStorage", torch::kFloat16},   {"torch.BFloat16Storage", torch::kBFloat16},
    {"torch.LongStorage", torch::kInt64},     {"torch.IntStorage", torch::kInt32},
    {"torch.ShortStorage", torch::kInt16},    {"torch.CharStorage", torch::kInt8},
    {"torch.ByteStorage", torch::kUInt8},     {"torch.BoolStorage", torch::kBool}};

const std::string kOrderedDict = "collections.OrderedDict";
const std::string kParameter = "torch._utils._rebuild_parameter";
const std::set<std::string> kTensors{"torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2"};

template <typename Value>
Value item(const PickleList& list, std::size_t index) {
    if (index < list.items.size())
        if (const Value* held = std::get_if<Value>(&list.items[index])) return *held;
    throw std::domain_error("a tensor, storage or dictionary of its pickle is described in an unknown way");
}

std::vector<std::int64_t> integers(const PickleList& list) {
    std::vector<std::int64_t> all;
    for (std::size_t i = 0; i < list.items.size(); ++i) all.push_back(item<std::int64_t>(list, i));
    return all;
}

}  // namespace

PickleGlobal TensorUnpickler::global(const std::string& name) {
    if (name == kOrderedDict || name == kParameter || kTensors.contains(name) || kStorageTypes.contains(name))
        return {name};
    throw std::domain_error(fmt::format("it asks for the Python object {}, and only tensors are read", name));
}

PickleValue TensorUnpickler::call(const PickleGlobal& function, const PickleList& arguments) {
    if (function.name == kParameter)
        return item<torch::Tensor>(arguments, 0);  // (tensor, requires_grad, hooks)
    if (kTensors.contains(function.name)) {        // (storage, offset, size, stride, …)
        const auto storage = item<torch::Tensor>(arguments, 0);
        auto tensor =
            storage.as_strided(integers(*item<PickleList*>(arguments, 2)),
                               integers(*item<PickleList*>(arguments, 3)), item<std::int64_t>(arguments, 1));
        // A stride of zero would let a small file ask for any memory once the tensor is copied.
        if (tensor.numel() > storage.numel())
            throw std::domain_error(
                fmt::format("a tensor has {} numbers and its storage {}", tensor.numel(), storage.numel()));
        return tensor;
    }
    if (function.name != kOrderedDict)
        throw std::domain_error(fmt::format("its pickle calls {}", function.name));
    PickleDict* dict = new_dict();
    if (arguments.items.empty()) return dict;
    for (const PickleValue& pair :
         item<PickleList*>(arguments, 0)->items) {  // how Python 2 wrote it: ([[key, value], …])
        const PickleList wrapped{{pair}};
        const PickleList& key_and_value = *item<PickleList*>(wrapped, 0);
        if (key_and_value.items.size() != 2) throw std::domain_error("its pickle has a key without a value");
        dict->items.emplace_back(key_and_value.items[0], key_and_value.items[1]);
    }
    return dict;
}

// ("storage", type, key, place, count) and, in legacy files, a view into another storage, which nothing
// writes since 2017.
PickleValue TensorUnpickler::persistent(const PickleValue& id) {
    const PickleList wrapped{{id}};
    const PickleList& parts = *item<PickleList*>(wrapped, 0);
    const auto type = kStorageTypes.find(item<PickleGlobal>(parts, 1).name);
    const auto count = item<std::int64_t>(parts, 4);
    const bool is_view = parts.items.size() > 5 && !std::holds_alternative<std::monostate>(parts.items[5]);
    if (item<std::string>(parts, 0) != "storage" || type == kStorageTypes.end() || count < 0 || is_view)
        throw std::domain_error("a storage of its pickle is described in an unknown way");

    const auto [entry, is_new] = storages_.try_emplace(item<std::string>(parts, 2));
    if (!is_new) return entry->second;
    const std::uint64_t element_bytes = torch::elementSize(type->second);
    if (static_cast<std::uint64_t>(count) > bytes_left_ / element_bytes)
        throw std::domain_error("its pickle names more data than the file has bytes");
    bytes_left_ -= static_cast<std::uint64_t>(count) * element_bytes;
    return entry->second = torch::empty(count, type->second);
}

}  // namespace gren
