#include "src/training/lungs_for_method.h"

#include <fmt/format.h>

#include <algorithm>

#include "dataio/data_error.h"
#include "src/method/method.h"

namespace gren {

std::string lungs_for_method(const std::string& method, const Dataset& dataset, const TrainingList& list) {
    const auto usable = std::ranges::count_if(
        list.index, [&](std::int64_t sample) { return !dataset.info(sample).lungs_flagged; });
    const auto images = static_cast<std::int64_t>(list.index.size());
    const std::int64_t needed = method_needs(method).lungs;
    if (needed == 0) return "";
    const auto found =
        fmt::format("of the {} training images {} have lungs that can carry a graph's edge (lungs: {})",
                    images, usable, dataset.traits().lung_source);
    if (usable < needed)
        throw DataError(
            fmt::format("--method {}: {}, expected at least {}; prepare the data with --lung-model, "
                        "--lung-masks or --chexmask, or train "
                        "--method baseline",
                        method, found, needed));
    return 2 * usable < images
               ? fmt::format("warning: --method {}: {}: the graph sees the others not at all", method, found)
               : "";
}

}  // namespace gren
