#include "dataio/tensors/pth.h"

#include <caffe2/serialize/inline_container.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <sstream>

#include "dataio/data_error.h"
#include "dataio/tensors/tensor_unpickler.h"

namespace gren {
namespace {

// A pickle of the integer 0x1950a86a20f9469cfc6c: how torch.save began its files before they
// were zip archives.
constexpr std::string_view kLegacyMagic("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);
constexpr std::string_view kZipMagic("PK\x03\x04", 4);

// Zip: the pickle is the record data.pkl, storage k the record data/k.
PickleValue read_zip(const std::filesystem::path& file, TensorUnpickler& unpickler) {
    caffe2::serialize::PyTorchStreamReader archive(file.string());
    const auto [data, size] = archive.getRecord("data.pkl");
    std::string_view pickle(static_cast<const char*>(data.get()), size);
    const PickleValue root = unpickler.read(pickle);
    for (const auto& [key, storage] : unpickler.storages()) {
        if (const std::size_t found = archive.getRecordSize("data/" + key); found != storage.nbytes())
            throw std::domain_error(
                fmt::format("its record data/{} has {} bytes and not {}", key, found, storage.nbytes()));
        archive.getRecord("data/" + key, storage.data_ptr(), storage.nbytes());
    }
    return root;
}

// Legacy: magic, version, system, object and the list of storage keys, a pickle each; then each storage's
// count and data.
PickleValue read_legacy(std::string_view bytes, TensorUnpickler& unpickler) {
    bytes.remove_prefix(kLegacyMagic.size());
    unpickler.read(bytes);
    unpickler.read(bytes);
    const PickleValue root = unpickler.read(bytes);
    const PickleValue keys = unpickler.read(bytes);
    if (!std::holds_alternative<PickleList*>(keys)) throw std::domain_error("it has no list of storages");
    const auto& storages = unpickler.storages();
    std::size_t filled = 0;
    for (const PickleValue& key : std::get<PickleList*>(keys)->items) {
        const auto* name = std::get_if<std::string>(&key);
        if (!name || !storages.contains(*name))
            throw std::domain_error("its list of storages names an unknown one");
        const auto& storage = storages.at(*name);
        const std::size_t data_bytes = storage.nbytes();
        std::int64_t count = 0;
        if (bytes.size() < sizeof count + data_bytes) throw std::domain_error("it ends within its data");
        std::memcpy(&count, bytes.data(), sizeof count);
        if (count != storage.numel())
            throw std::domain_error(fmt::format("storage {} has another size than its pickle says", *name));
        std::memcpy(storage.data_ptr(), bytes.data() + sizeof count, data_bytes);
        bytes.remove_prefix(sizeof count + data_bytes);
        ++filled;
    }
    if (filled != unpickler.storages().size())
        throw std::domain_error("its list of storages is not complete");
    return root;
}

std::map<std::string, torch::Tensor> tensors_of(const PickleValue& root) {
    if (!std::holds_alternative<PickleDict*>(root)) throw std::domain_error("it holds no dictionary");
    const PickleDict* dict = std::get<PickleDict*>(root);
    const auto is_state_dict = [](const auto& item) {
        const auto* name = std::get_if<std::string>(&item.first);
        return name && *name == "state_dict" && std::holds_alternative<PickleDict*>(item.second);
    };
    if (const auto nested = std::ranges::find_if(dict->items, is_state_dict); nested != dict->items.end())
        dict = std::get<PickleDict*>(nested->second);
    std::map<std::string, torch::Tensor> tensors;
    for (const auto& [key, value] : dict->items)
        if (const auto* name = std::get_if<std::string>(&key);
            name && std::holds_alternative<torch::Tensor>(value))
            tensors.insert_or_assign(*name, std::get<torch::Tensor>(value).contiguous());
    if (tensors.empty()) throw std::domain_error("it holds no tensors");
    return tensors;
}

}  // namespace

std::map<std::string, torch::Tensor> read_pth(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::error_code error;
    const std::uint64_t file_bytes = std::filesystem::file_size(file, error);
    if (!in || error) throw DataError(fmt::format("{} cannot be read; give a .pth file", file.string()));
    std::string start(kLegacyMagic.size(), '\0');
    in.read(start.data(), static_cast<std::streamsize>(start.size()));
    in.clear();
    in.seekg(0);

    TensorUnpickler unpickler(file_bytes);
    std::string problem;
    try {
        if (start.starts_with(kZipMagic)) return tensors_of(read_zip(file, unpickler));
        if (start != kLegacyMagic) throw std::domain_error("it does not begin as torch.save's files do");
        std::ostringstream all;
        all << in.rdbuf();
        return tensors_of(read_legacy(all.view(), unpickler));
    } catch (const std::domain_error& found) {
        problem = found.what();
    } catch (const c10::Error& found) {  // torch's zip reader, or a tensor beyond its storage
        problem = found.what_without_backtrace();
    }
    throw DataError(fmt::format("{} is no usable .pth file: {}; save model.state_dict() with torch.save",
                                file.string(), problem));
}

}  // namespace gren
