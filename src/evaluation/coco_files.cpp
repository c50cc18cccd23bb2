#include "src/evaluation/coco_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "src/evaluation/box_overlap.h"

namespace gren {
namespace {

using Json = nlohmann::ordered_json;

// A line an element: a person, or grep, finds what it looks for.
std::string list_of_lines(const std::vector<std::string>& elements) {
    return fmt::format("[\n{}\n]", fmt::join(elements, ",\n"));
}

double thousandths(double pixels) {
    return std::round(pixels * 1000) / 1000;
}

Json extent(const Box& box) {
    return {thousandths(box.x), thousandths(box.y), thousandths(box.w), thousandths(box.h)};
}

Json polygon(const Box& box) {
    const double left = thousandths(box.x), top = thousandths(box.y);
    const double right = thousandths(double{box.x} + box.w), bottom = thousandths(double{box.y} + box.h);
    return {left, top, right, top, right, bottom, left, bottom};
}

// Of the union of boxes, in square pixels of the original.
double area_of(const std::vector<Box>& boxes, const SampleInfo& info, int image_size) {
    const double scale = static_cast<double>(info.original_width) * info.original_height /
                         (static_cast<double>(image_size) * image_size);
    return thousandths(overlap(torch::zeros({1, 1}), boxes, image_size).boxes * scale);
}

Json boxed_annotation(const std::vector<Box>& boxes, const SampleInfo& info, int image_size) {
    auto polygons = Json::array();
    for (const auto& box : boxes) polygons.push_back(polygon(in_original(box, info, image_size)));
    return {{"bbox", extent(hull_in_original(boxes, info, image_size))},
            {"area", area_of(boxes, info, image_size)},
            {"segmentation", polygons},
            {"iscrowd", 0}};
}

Json anywhere_annotation(const SampleInfo& info) {
    const auto area = std::int64_t{info.original_width} * info.original_height;
    return {{"bbox", {0, 0, info.original_width, info.original_height}},
            {"area", area},
            {"segmentation", {{"size", {info.original_height, info.original_width}}, {"counts", {0, area}}}},
            {"iscrowd", 1}};
}

std::vector<std::string> annotations_of(const std::vector<ImageReading>& readings, const Dataset& dataset) {
    std::vector<std::string> annotations;
    for (const auto& reading : readings) {
        const auto& info = dataset.info(reading.sample);
        for (std::size_t cls = 0; cls < info.label.size(); ++cls) {
            const auto boxes = boxes_of_class(info.boxes, static_cast<std::int32_t>(cls));
            if (boxes.empty() && info.label[cls] == kLabelAbsent) continue;
            Json annotation{
                {"id", annotations.size() + 1}, {"image_id", reading.sample + 1}, {"category_id", cls + 1}};
            annotation.update(boxes.empty() ? anywhere_annotation(info)
                                            : boxed_annotation(boxes, info, dataset.traits().image_size));
            annotations.push_back(annotation.dump());
        }
    }
    return annotations;
}

}  // namespace

std::string prediction_json(std::int64_t image_id, const ImageReading& reading, const MapReading& map,
                            int height, int width) {
    const auto score = reading.score[static_cast<std::size_t>(map.cls)];
    return Json{{"image_id", image_id},
                {"category_id", map.cls + 1},
                {"score", score},
                {"probability", probability_of(score)},
                {"bbox", {map.x, map.y, map.w, map.h}},
                {"segmentation", {{"size", {height, width}}, {"counts", map.run_lengths}}}}
        .dump();
}

std::string predictions_json(const std::vector<ImageReading>& readings, const Dataset& dataset) {
    std::vector<std::string> predictions;
    for (const auto& reading : readings) {
        const auto& info = dataset.info(reading.sample);
        for (const auto& map : reading.maps)
            if (!map.run_lengths.empty())
                predictions.push_back(prediction_json(reading.sample + 1, reading, map, info.original_height,
                                                      info.original_width));
    }
    return list_of_lines(predictions) + "\n";
}

std::string ground_truth_json(const std::vector<ImageReading>& readings, const Dataset& dataset,
                              const Json& about) {
    std::vector<std::string> images, categories;
    for (const auto& reading : readings) {
        const auto& info = dataset.info(reading.sample);
        images.push_back(Json{{"id", reading.sample + 1},
                              {"file_name", info.name},
                              {"width", info.original_width},
                              {"height", info.original_height}}
                             .dump());
    }
    for (const auto& name : dataset.traits().classes)
        categories.push_back(Json{{"id", categories.size() + 1}, {"name", name}}.dump());
    return fmt::format("{{\"info\": {},\n\"images\": {},\n\"annotations\": {},\n\"categories\": {}}}\n",
                       about.dump(), list_of_lines(images), list_of_lines(annotations_of(readings, dataset)),
                       list_of_lines(categories));
}

}  // namespace gren
