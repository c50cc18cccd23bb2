// Object-CXR (JF Healthcare, MIDL 2020): foreign objects as boxes, ellipses and polygons.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <unordered_set>

#include "dataio/data_error.h"
#include "dataio/importers/archive_files.h"
#include "dataio/importers/vocabulary.h"
#include "dataio/named_table.h"
#include "dataio/text_file.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

constexpr std::array kObjectTables{"train", "dev", "test"};  // each .csv
constexpr std::array<std::string_view, 1> kObjectColumns{"annotation"};
constexpr std::array<std::string_view, 2> kObjectNames{"image_path", "image_name"};

std::vector<float> shape_numbers(const std::string& shape, const NamedTable& table) {
    std::vector<float> numbers;
    for (const std::string& word : parts_of(shape, ' ')) {
        if (word.empty()) continue;
        float number = 0;
        const char* end = word.data() + word.size();
        const auto [stopped, error] = std::from_chars(word.data(), end, number);
        if (error != std::errc() || stopped != end || !std::isfinite(number))
            table.fail(fmt::format("'{:.40}' holds '{}', expected numbers", shape, word));
        numbers.push_back(number);
    }
    return numbers;
}

// "type x1 y1 x2 y2 …" -> the box around it. 0: a box, 1: an ellipse, by two corners; 2: a polygon,
// by its points.
ListedBox box_around(const std::string& shape, const NamedTable& table) {
    const auto numbers = shape_numbers(shape, table);
    const bool is_whole =
        numbers.size() % 2 == 1 &&
        (numbers[0] == 2 ? numbers.size() >= 7 : (numbers[0] == 0 || numbers[0] == 1) && numbers.size() == 5);
    if (!is_whole)
        table.fail(
            fmt::format("found '{:.40}', expected 0 (box) or 1 (ellipse) and two corners, or 2 (polygon) "
                        "and three points or more",
                        shape));
    float left = numbers[1], right = left, top = numbers[2], bottom = top;
    for (std::size_t i = 3; i < numbers.size(); i += 2) {
        left = std::min(left, numbers[i]);
        right = std::max(right, numbers[i]);
        top = std::min(top, numbers[i + 1]);
        bottom = std::max(bottom, numbers[i + 1]);
    }
    if (right <= left || bottom <= top) table.fail(fmt::format("'{:.40}' encloses nothing", shape));
    return {{0, left, top, right - left, bottom - top}, table.place(), "", {}};
}

// By the name in the table, or in the folder that the table is of.
std::optional<std::string> object_path(const fs::path& directory, const char* split,
                                       const std::string& name) {
    for (const fs::path& path : {fs::path(split) / name, fs::path(name)})
        if (fs::is_regular_file(directory / path)) return path.lexically_normal().string();
    return std::nullopt;
}

void read_object_table(const fs::path& file, const char* split, std::optional<std::size_t> cls,
                       Archive& archive) {
    NamedTable table(file, kObjectColumns, kObjectNames);
    const auto column = std::ranges::find_if(kObjectNames, [&](auto name) { return table.has(name); });
    if (column == kObjectNames.end()) table.fail("no column is called 'image_path' or 'image_name'");
    std::unordered_set<std::string> seen;
    while (table.next()) {
        ++archive.report.rows;
        const std::string& name = table.text(*column);
        if (!seen.insert(name).second) table.fail(fmt::format("'{}' has a row already; remove one", name));
        std::vector<ListedBox> boxes;
        for (const std::string& shape : parts_of(table.text("annotation"), ';'))
            if (!shape.empty()) boxes.push_back(box_around(shape, table));
        const auto path = object_path(archive.images, split, name);
        if (!path) {
            ++archive.report.rows_without_image;
            continue;
        }
        Radiograph& radiograph = archive.radiographs.emplace_back(Radiograph{
            *path, archive.images / *path, "", std::vector(archive.classes.size(), kLabelAbsent), {}});
        radiograph.split = split;
        if (!cls || boxes.empty()) continue;
        radiograph.label[*cls] = kLabelPresent;
        radiograph.boxes = std::move(boxes);
    }
    note_unread_columns(table, file.string(), archive.report.notes);
}

}  // namespace

Archive import_object_cxr(const fs::path& directory, const ImportOptions& options) {
    const fs::path train = require_table(directory, "train.csv");
    Vocabulary vocabulary({"Foreign object"}, options.label_map);
    Archive archive{vocabulary.classes(), {}, {}, {}, directory, {"Object-CXR", "CC BY-NC 4.0", {}}};
    const auto cls = vocabulary.class_of("Foreign object", train.string());
    vocabulary.require_known();
    for (const char* split : kObjectTables)
        if (const auto file = table_there(directory, std::string(split) + ".csv"))
            read_object_table(*file, split, cls, archive);
    archive.report.notes.push_back("ellipses and polygons became the boxes around them.");
    complete_import(archive, directory, options, "its tables (they stand in zips as published)");
    return archive;
}

}  // namespace gren
