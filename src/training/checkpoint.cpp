#include "src/training/checkpoint.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

#include "dataio/digest.h"
#include "dataio/tensors/safetensors.h"
#include "src/network/weights.h"
#include "src/training/run_agreement.h"

namespace gren {
namespace {

const std::string kModel = "model.", kMomentum = "momentum.";

// Of names, types, shapes and bytes.
std::string digest_of(const NamedTensors& tensors) {
    std::string lines;
    for (const auto& [name, tensor] : tensors) {
        const auto bytes = tensor.detach().to(torch::kCPU).contiguous();
        const std::string_view view(static_cast<const char*>(bytes.data_ptr()), bytes.nbytes());
        lines += fmt::format("{} {} {} {}\n", name, toString(bytes.scalar_type()),
                             fmt::join(bytes.sizes().vec(), "x"), sha256(view));
    }
    return sha256(lines);
}

TensorFile read_whole(const std::filesystem::path& file) {
    TensorFile contents;
    try {
        contents = read_safetensors(file);
    } catch (const DataError& error) {
        throw TornCheckpoint(error.what());
    }
    const auto digest = contents.metadata.find("tensors_sha256");
    if (digest == contents.metadata.end())
        throw DataError(
            fmt::format("{}: is no checkpoint; expected a file written by gren train", file.string()));
    const auto found = digest_of(contents.tensors);
    if (found != digest->second)
        throw TornCheckpoint(fmt::format("{}: its tensors have SHA-256 {}, expected {}", file.string(), found,
                                         digest->second));
    return contents;
}

NamedTensors with_prefix(const NamedTensors& tensors, const std::string& prefix) {
    NamedTensors chosen;
    for (const auto& [name, tensor] : tensors)
        if (name.starts_with(prefix)) chosen[name.substr(prefix.size())] = tensor;
    return chosen;
}

}  // namespace

RunState state_of(const Localizer& model, const Sgd& optimizer, const Position& position) {
    RunState state{position, {}};
    const auto copy = [](const torch::Tensor& tensor) {
        return tensor.detach().to(torch::kCPU, tensor.scalar_type(), /*non_blocking=*/false, /*copy=*/true);
    };
    for (const auto& [name, tensor] : named_state(*model)) state.tensors[kModel + name] = copy(tensor);
    for (const auto& [name, tensor] : optimizer.state()) state.tensors[kMomentum + name] = copy(tensor);
    return state;
}

void write_checkpoint(const std::filesystem::path& folder, const RunState& state, int keep) {
    const auto& [next_step, agreement] = state.position;
    const TensorFile contents{.tensors = state.tensors,
                              .metadata = {{"next_step", fmt::to_string(next_step)},
                                           {"agreement", agreement},
                                           {"tensors_sha256", digest_of(state.tensors)}}};
    std::filesystem::create_directories(folder);
    write_safetensors(folder / fmt::format("step_{:09}.safetensors", next_step), contents);
    const auto files = checkpoints_in(folder);
    for (auto i = static_cast<std::size_t>(keep); i < files.size(); ++i) std::filesystem::remove(files[i]);
}

std::vector<std::filesystem::path> checkpoints_in(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    if (!std::filesystem::is_directory(folder)) return files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().filename().string().starts_with("step_") &&
            entry.path().extension() == ".safetensors")
            files.push_back(entry.path());
    std::sort(files.rbegin(), files.rend());  // zero-padded: the order of names is the order of steps
    return files;
}

Position load_checkpoint(const std::filesystem::path& file, Localizer& model, Sgd& optimizer,
                         const std::string& agreement) {
    const auto contents = read_whole(file);
    const auto& saved = contents.metadata.at("agreement");
    if (const auto unlike = differences_from(saved, agreement); !unlike.empty())
        throw DataError(fmt::format(
            "{}: was written with other options or data ({}); go on with those that it had, or start "
            "another run in another --run",
            file.string(), fmt::join(unlike, "; ")));
    load_strictly(*model, with_prefix(contents.tensors, kModel), file.string());
    optimizer.load_state(with_prefix(contents.tensors, kMomentum));
    return {.next_step = std::stol(contents.metadata.at("next_step")), .agreement = agreement};
}

std::optional<Position> load_newest_checkpoint(const std::filesystem::path& folder, Localizer& model,
                                               Sgd& optimizer, const std::string& agreement,
                                               std::vector<std::string>& torn) {
    for (const auto& file : checkpoints_in(folder)) {
        try {
            return load_checkpoint(file, model, optimizer, agreement);
        } catch (const TornCheckpoint& error) {
            torn.emplace_back(error.what());
        }
    }
    if (!torn.empty())
        throw DataError(
            fmt::format("{}: no checkpoint is whole: {}", folder.string(), fmt::join(torn, "; ")));
    return std::nullopt;
}

}  // namespace gren
