#include "dataio/importers/coco_shapes.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "dataio/data_error.h"

namespace gren {
namespace {

using Json = nlohmann::json;

Box sized(float x, float y, float w, float h) {
    if (!(w > 0) || !(h > 0))
        throw DataError(fmt::format("the box has width {} and height {}, expected both above 0", w, h));
    return {0, x, y, w, h};
}

// Each a list x, y, x, y, …
Box around(const Json& polygons) {
    constexpr float kFar = std::numeric_limits<float>::max();
    float left = kFar, top = kFar, right = -kFar, bottom = -kFar;
    for (const Json& polygon : polygons) {
        const auto points = polygon.get<std::vector<float>>();
        if (points.size() < 6 || points.size() % 2 != 0)
            throw DataError(fmt::format(
                "a polygon has {} coordinates, expected those of three points or more", points.size()));
        for (std::size_t i = 0; i < points.size(); i += 2) {
            left = std::min(left, points[i]);
            right = std::max(right, points[i]);
            top = std::min(top, points[i + 1]);
            bottom = std::max(bottom, points[i + 1]);
        }
    }
    return sized(left, top, right - left, bottom - top);
}

}  // namespace

std::optional<Box> coco_box(const Json& annotation) {
    const Json box = annotation.value("bbox", Json::array());
    if (!box.empty()) {
        const auto numbers = box.get<std::vector<float>>();
        if (numbers.size() != 4)
            throw DataError(fmt::format("bbox has {} numbers, expected x, y, width, height", numbers.size()));
        return sized(numbers[0], numbers[1], numbers[2], numbers[3]);
    }
    const Json shape = annotation.value("segmentation", Json::array());
    if (!shape.is_array() || shape.empty()) return std::nullopt;
    return around(shape);
}

std::string coco_mask_text(const Json& annotation) {
    const Json shape = annotation.value("segmentation", Json::array());
    if (!shape.is_object()) return "";
    Json mask;  // not as a list in braces: where at() throws inside one, g++ 12 destroys its parts too late
    mask["size"] = shape.at("size");
    mask["counts"] = shape.at("counts");
    return mask.dump();
}

}  // namespace gren
