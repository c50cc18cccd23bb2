#include "src/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "dataio/data_error.h"
#include "dataio/safetensors.h"
#include "src/weights.h"

namespace gren {
namespace {

const std::string kModel = "model.", kMomentum = "momentum.";

std::vector<std::filesystem::path> checkpoints_in(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    if (!std::filesystem::is_directory(folder)) return files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().filename().string().starts_with("step_") &&
            entry.path().extension() == ".safetensors")
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());  // zero-padded: the order of names is the order of steps
    return files;
}

NamedTensors with_prefix(const NamedTensors& tensors, const std::string& prefix) {
    NamedTensors chosen;
    for (const auto& [name, tensor] : tensors)
        if (name.starts_with(prefix)) chosen[name.substr(prefix.size())] = tensor;
    return chosen;
}

}  // namespace

void write_checkpoint(const std::filesystem::path& folder, const Localizer& model, const Sgd& optimizer,
                      const Position& position) {
    TensorFile contents;
    for (const auto& [name, tensor] : named_state(*model)) contents.tensors[kModel + name] = tensor;
    for (const auto& [name, tensor] : optimizer.state()) contents.tensors[kMomentum + name] = tensor;
    contents.metadata = {{"next_step", fmt::to_string(position.next_step)},
                         {"agreement", position.agreement}};
    std::filesystem::create_directories(folder);
    const auto older = checkpoints_in(folder);
    const auto file = folder / fmt::format("step_{:09}.safetensors", position.next_step);
    write_safetensors(file, contents);
    for (const auto& old : older)
        if (old != file) std::filesystem::remove(old);
}

std::optional<std::filesystem::path> newest_checkpoint(const std::filesystem::path& folder) {
    const auto files = checkpoints_in(folder);
    return files.empty() ? std::nullopt : std::optional(files.back());
}

Position load_checkpoint(const std::filesystem::path& file, Localizer& model, Sgd& optimizer,
                         const std::string& agreement) {
    const auto contents = read_safetensors(file);
    const auto step = contents.metadata.find("next_step");
    const auto saved = contents.metadata.find("agreement");
    if (step == contents.metadata.end() || saved == contents.metadata.end())
        throw DataError(
            fmt::format("{}: is no checkpoint; expected a file written by gren train", file.string()));
    if (saved->second != agreement)
        throw DataError(
            fmt::format("{}: was written by a run with other data or options; it had\n{}this run has\n{}",
                        file.string(), saved->second, agreement));
    load_strictly(*model, with_prefix(contents.tensors, kModel), file.string());
    optimizer.load_state(with_prefix(contents.tensors, kMomentum));
    return {.next_step = std::stol(step->second), .agreement = agreement};
}

}  // namespace gren
