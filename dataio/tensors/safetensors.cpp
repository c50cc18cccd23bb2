#include "dataio/tensors/safetensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "dataio/atomic_file.h"
#include "dataio/data_error.h"
#include "dataio/foreign_bytes.h"

namespace gren {
namespace {

constexpr std::uint64_t kLongestHeader = 100'000'000;  // bytes, the format's own limit

struct NamedType {
    const char* name;
    torch::Dtype type;
};
constexpr std::array<NamedType, 10> kTypes{{{"F64", torch::kFloat64},
                                            {"F32", torch::kFloat32},
                                            {"F16", torch::kFloat16},
                                            {"BF16", torch::kBFloat16},
                                            {"I64", torch::kInt64},
                                            {"I32", torch::kInt32},
                                            {"I16", torch::kInt16},
                                            {"I8", torch::kInt8},
                                            {"U8", torch::kUInt8},
                                            {"BOOL", torch::kBool}}};

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& found) {
    throw DataError(fmt::format("{} is no usable safetensors file: {}; write or download it again",
                                file.string(), found));
}

std::uint64_t unsigned_number(const nlohmann::json& value) {
    if (!value.is_number_unsigned()) throw std::domain_error(value.dump() + " where a count is expected");
    return value.get<std::uint64_t>();
}

// nlohmann keeps the last of two equal keys silently; the format forbids them.
nlohmann::json parse_header(const std::string& text) {
    std::vector<std::set<std::string>> open_objects;
    const auto watch = [&](int, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
        using Event = nlohmann::json::parse_event_t;
        if (event == Event::object_start) open_objects.emplace_back();
        if (event == Event::object_end) open_objects.pop_back();
        if (event == Event::key && !open_objects.back().insert(parsed.get<std::string>()).second)
            throw std::domain_error(
                fmt::format("name '{}' stands twice in its header", parsed.get<std::string>()));
        return true;
    };
    const nlohmann::json header = nlohmann::json::parse(text, watch);
    if (!header.is_object()) throw std::domain_error("its header is no JSON object");
    return header;
}

struct Extent {
    std::uint64_t begin = 0, end = 0;  // bytes after the header
    std::string name;
    torch::Dtype type{};
    std::vector<std::int64_t> shape;
};

Extent extent_of(const std::string& name, const nlohmann::json& entry) {
    Extent extent;
    extent.name = name;
    const std::string dtype = entry.at("dtype").get<std::string>();
    const auto known =
        std::ranges::find_if(kTypes, [&](const NamedType& type) { return dtype == type.name; });
    if (known == kTypes.end())
        throw std::domain_error(fmt::format("'{}' has dtype {}, which is unknown", name, dtype));
    extent.type = known->type;

    std::int64_t bytes = static_cast<std::int64_t>(torch::elementSize(extent.type));
    if (!entry.at("shape").is_array())
        throw std::domain_error(fmt::format("'{}' has a shape that is no list", name));
    for (const nlohmann::json& side : entry.at("shape")) {
        // A zero side counts as one here, so that it hides no overflow of the others.
        if (__builtin_mul_overflow(bytes, std::max<std::uint64_t>(unsigned_number(side), 1), &bytes))
            throw std::domain_error(fmt::format("'{}' has a shape beyond 2^63 bytes", name));
        extent.shape.push_back(static_cast<std::int64_t>(unsigned_number(side)));
    }
    if (std::ranges::count(extent.shape, 0) > 0) bytes = 0;
    const nlohmann::json& offsets = entry.at("data_offsets");
    if (offsets.size() != 2) throw std::domain_error(fmt::format("'{}' has no two data_offsets", name));
    extent.begin = unsigned_number(offsets[0]);
    extent.end = unsigned_number(offsets[1]);
    if (extent.end < extent.begin || extent.end - extent.begin != static_cast<std::uint64_t>(bytes))
        throw std::domain_error(
            fmt::format("'{}' has data_offsets {} for {} bytes", name, offsets.dump(), bytes));
    return extent;
}

// In the order of the data, which they must tile without hole or overlap.
std::vector<Extent> extents_of(const nlohmann::json& header, std::uint64_t data_bytes) {
    std::vector<Extent> extents;
    for (const auto& [name, entry] : header.items())
        if (name != "__metadata__") extents.push_back(extent_of(name, entry));
    std::ranges::sort(extents, {}, [](const Extent& extent) { return std::pair(extent.begin, extent.end); });
    std::uint64_t reached = 0;
    for (const Extent& extent : extents) {
        if (extent.begin != reached)
            throw std::domain_error(
                fmt::format("'{}' begins at byte {} where {} is expected (a hole or an overlap)", extent.name,
                            extent.begin, reached));
        reached = extent.end;
    }
    if (reached != data_bytes)
        throw std::domain_error(
            fmt::format("its tensors need {} bytes and it holds {}", reached, data_bytes));
    return extents;
}

}  // namespace

TensorFile read_safetensors(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::error_code error;
    const std::uint64_t file_bytes = std::filesystem::file_size(file, error);
    if (!in || error)
        throw DataError(fmt::format("{} cannot be read; give a safetensors file", file.string()));

    std::string start(256, '\0');
    in.read(start.data(), static_cast<std::streamsize>(start.size()));
    if (const auto other = foreign_bytes(start); !other.empty())
        throw DataError(fmt::format("{} {}", file.string(), other));
    in.clear();
    in.seekg(0);
    std::uint64_t header_bytes = 0;  // little-endian, as every machine this runs on
    if (!in.read(reinterpret_cast<char*>(&header_bytes), sizeof header_bytes))
        refuse(file, "it ends within its first 8 bytes");
    if (header_bytes > kLongestHeader)
        refuse(file, fmt::format("its header would have {} bytes", header_bytes));
    if (header_bytes > file_bytes - sizeof header_bytes) refuse(file, "it ends within its header");
    std::string text(header_bytes, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));

    TensorFile contents;
    try {
        const nlohmann::json header = parse_header(text);
        if (header.contains("__metadata__")) header.at("__metadata__").get_to(contents.metadata);
        for (const Extent& extent : extents_of(header, file_bytes - sizeof header_bytes - header_bytes)) {
            const torch::Tensor tensor = torch::empty(extent.shape, extent.type);
            in.read(static_cast<char*>(tensor.data_ptr()),
                    static_cast<std::streamsize>(extent.end - extent.begin));
            contents.tensors.emplace(extent.name, tensor);
        }
    } catch (const nlohmann::json::exception& problem) {
        refuse(file, fmt::format("its header is malformed ({})", problem.what()));
    } catch (const std::domain_error& problem) {
        refuse(file, problem.what());
    }
    if (!in) refuse(file, "it could not be read to its end");
    return contents;
}

void write_safetensors(const std::filesystem::path& file, const TensorFile& contents) {
    // Wide types first, so that every tensor is aligned: the order in which the safetensors package writes.
    std::vector<std::pair<std::string, torch::Tensor>> tensors(contents.tensors.begin(),
                                                               contents.tensors.end());
    std::ranges::stable_sort(tensors, std::greater<>(),
                             [](const auto& named) { return named.second.element_size(); });

    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!contents.metadata.empty()) header["__metadata__"] = contents.metadata;
    std::uint64_t offset = 0;
    for (auto& [name, tensor] : tensors) {
        tensor = tensor.detach().to(torch::kCPU).contiguous();
        const auto type = std::ranges::find(kTypes, tensor.scalar_type(), &NamedType::type);
        if (type == kTypes.end())
            throw DataError(fmt::format(
                "{}: tensor '{}' has type {}, which safetensors files do not hold; convert it first",
                file.string(), name, torch::toString(tensor.scalar_type())));
        header[name] = {{"dtype", type->name},
                        {"shape", tensor.sizes().vec()},
                        {"data_offsets", {offset, offset + tensor.nbytes()}}};
        offset += tensor.nbytes();
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');

    AtomicFile out(file);
    const std::uint64_t header_bytes = text.size();
    out.write(&header_bytes, sizeof header_bytes);
    out.write(text.data(), text.size());
    for (const auto& [name, tensor] : tensors) out.write(tensor.data_ptr(), tensor.nbytes());
    out.commit();
}

}  // namespace gren
