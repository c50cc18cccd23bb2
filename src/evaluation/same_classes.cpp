#include "src/evaluation/same_classes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "dataio/data_error.h"

namespace gren {
namespace {

std::int64_t boxes_of(const Dataset& dataset, std::int32_t cls) {
    std::int64_t boxes = 0;
    for (std::int64_t i = 0; i < dataset.size(); ++i)
        boxes += std::ranges::count(dataset.info(i).boxes, cls, &Box::cls);
    return boxes;
}

// "Scoliosis (12 boxes)" of each class that the run does not know.
std::vector<std::string> unknown_classes(const Dataset& dataset, const LocalizerSpec& spec) {
    std::vector<std::string> unknown;
    const auto& classes = dataset.traits().classes;
    for (std::size_t cls = 0; cls < classes.size(); ++cls)
        if (std::ranges::find(spec.classes, classes[cls]) == spec.classes.end())
            unknown.push_back(fmt::format("{} ({} boxes)", classes[cls],
                                          boxes_of(dataset, static_cast<std::int32_t>(cls))));
    return unknown;
}

}  // namespace

void require_same_classes(const Dataset& dataset, const LocalizerSpec& spec, const std::string& data) {
    const auto& traits = dataset.traits();
    if (traits.classes == spec.classes && traits.image_size == spec.image_size) return;
    const auto unknown = unknown_classes(dataset, spec);
    const auto found = !unknown.empty() ? fmt::format("has {}", fmt::join(unknown, ", "))
                                        : fmt::format("has the {} classes {} at {}²", traits.classes.size(),
                                                      fmt::join(traits.classes, ", "), traits.image_size);
    throw DataError(fmt::format(
        "{}: {}; the run was trained on the {} classes {} at {}²: evaluate on a data set prepared "
        "like the one it trained on",
        data, found, spec.classes.size(), fmt::join(spec.classes, ", "), spec.image_size));
}

}  // namespace gren
