#include "src/network/weights.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <regex>

#include "dataio/data_error.h"
#include "dataio/foreign_bytes.h"
#include "dataio/tensors/pth.h"
#include "dataio/tensors/safetensors.h"

namespace gren {
namespace {

constexpr std::size_t kNamesShown = 10;

bool starts_with_one_of(const std::string& name, const std::vector<std::string>& prefixes) {
    return std::ranges::any_of(prefixes, [&](const std::string& prefix) { return name.starts_with(prefix); });
}

// Of batch norms; files older than PyTorch's counters lack them, torchvision's published ones among them.
bool is_counter(const std::string& name) {
    return name.ends_with(".num_batches_tracked");
}

std::string name_here(const std::string& name) {
    static const std::regex dotted(R"((.*denselayer\d+\.(?:norm|conv))\.([12]\..*))");
    const auto bare = name.starts_with("module.") ? name.substr(7) : name;
    return std::regex_replace(bare, dotted, "$1$2");
}

std::string listed(const std::vector<std::string>& names) {
    const std::size_t shown = std::min(names.size(), kNamesShown);
    std::string list =
        fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
    if (shown < names.size()) list += fmt::format(" and {} more", names.size() - shown);
    return list;
}

}  // namespace

NamedTensors read_weights(const std::filesystem::path& file) {
    if (std::filesystem::is_directory(file))
        throw DataError(
            fmt::format("{}: is a folder; give a file of weights (of a run's folder its model.safetensors)",
                        file.string()));
    // A safetensors file is a count of 8 bytes and a JSON object; no .pth has a brace there.
    std::string start(256, '\0');
    std::ifstream(file, std::ios::binary).read(start.data(), static_cast<std::streamsize>(start.size()));
    if (const auto other = foreign_bytes(start); !other.empty())
        throw DataError(fmt::format("{} {}", file.string(), other));
    NamedTensors weights;
    for (auto& [name, tensor] : start[8] == '{' ? read_safetensors(file).tensors : read_pth(file))
        weights.emplace(name_here(name), tensor);
    return weights;
}

NamedTensors named_state(const torch::nn::Module& module) {
    NamedTensors state;
    for (const auto& parameter : module.named_parameters()) state.emplace(parameter.key(), parameter.value());
    for (const auto& buffer : module.named_buffers()) state.emplace(buffer.key(), buffer.value());
    return state;
}

LoadedNames load_strictly(torch::nn::Module& module, const NamedTensors& weights, const std::string& origin,
                          const std::vector<std::string>& may_be_missing,
                          const std::vector<std::string>& may_be_left) {
    const NamedTensors state = named_state(module);
    LoadedNames names;
    std::vector<std::string> missing, left, unlike;
    std::vector<torch::Tensor> counters;
    for (const auto& [name, tensor] : state) {
        const auto found = weights.find(name);
        if (found == weights.end() && starts_with_one_of(name, may_be_missing))
            names.fresh.push_back(name);
        else if (found == weights.end() && is_counter(name))
            counters.push_back(tensor);
        else if (found == weights.end())
            missing.push_back(name);
        else if (found->second.sizes() != tensor.sizes() && starts_with_one_of(name, may_be_missing)) {
            names.fresh.push_back(name);
            names.dropped.push_back(name);
        } else if (found->second.sizes() != tensor.sizes())
            unlike.push_back(fmt::format("{} ([{}] where [{}] is expected)", name,
                                         fmt::join(found->second.sizes(), ","),
                                         fmt::join(tensor.sizes(), ",")));
    }
    for (const auto& [name, tensor] : weights)
        if (!state.contains(name))
            (starts_with_one_of(name, may_be_left) ? names.dropped : left).push_back(name);

    std::vector<std::string> problems;
    if (!missing.empty()) problems.push_back("missing: " + listed(missing));
    if (!left.empty()) problems.push_back("not in the model: " + listed(left));
    if (!unlike.empty()) problems.push_back("of another shape: " + listed(unlike));
    if (!problems.empty())
        throw DataError(fmt::format("{} does not fit the model ({}); give weights of the same architecture",
                                    origin, fmt::join(problems, "; ")));

    const torch::NoGradGuard no_grad;
    for (const auto& [name, tensor] : state)
        if (const auto found = weights.find(name);
            found != weights.end() && found->second.sizes() == tensor.sizes())
            torch::Tensor(tensor).copy_(found->second);
    for (auto& counter : counters) counter.zero_();
    return names;
}

}  // namespace gren
