#include "src/training/start_weights.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dataio/data_error.h"
#include "src/network/grey_weights.h"
#include "src/network/weights.h"

namespace gren {
namespace {

// Of torchvision's classifiers, and of torchxrayvision's scores.
const std::vector<std::string> kOnTheBackbone{"fc.", "classifier.", "op_threshs"};
const std::vector<std::string> kOnOurs{"head.", "method."};

// The sentence of load_strictly() would list what is missing and left, and not why.
void require_family(const std::string& file, const NamedTensors& weights, int depth) {
    const bool dense = weights.contains("features.conv0.weight"), residual = weights.contains("conv1.weight");
    if (dense && depth != 121)
        throw DataError(fmt::format(
            "{}: holds a DenseNet-121 and --depth {} is a ResNet-{}; give --depth 121 or other weights", file,
            depth, depth));
    if (residual && depth == 121)
        throw DataError(fmt::format(
            "{}: holds a ResNet and --depth 121 is a DenseNet-121; give --depth 18 or 50, or other weights",
            file));
}

// "start: FILE (new: head.conv1.bias, …; dropped: fc.bias, fc.weight)"
std::string start_line(const std::string& file, const LoadedNames& names, bool grey) {
    std::vector<std::string> parts;
    if (grey)
        parts.push_back("for films of one channel, taken as torchxrayvision's: black -1024, white 1024");
    if (!names.fresh.empty()) parts.push_back(fmt::format("new: {}", fmt::join(names.fresh, ", ")));
    if (!names.dropped.empty()) parts.push_back(fmt::format("dropped: {}", fmt::join(names.dropped, ", ")));
    return parts.empty() ? fmt::format("start: {}\n", file)
                         : fmt::format("start: {} ({})\n", file, fmt::join(parts, "; "));
}

}  // namespace

std::string start_from(const std::filesystem::path& file, LocalizerImpl& model, int depth) {
    auto weights = read_weights(file);
    require_family(file.string(), weights, depth);
    const bool grey = take_grey_weights(weights);
    auto may_be_left = kOnTheBackbone;
    may_be_left.insert(may_be_left.end(), kOnOurs.begin(), kOnOurs.end());
    return start_line(file.string(), load_strictly(model, weights, file.string(), kOnOurs, may_be_left),
                      grey);
}

}  // namespace gren
