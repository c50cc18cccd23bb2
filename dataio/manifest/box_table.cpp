// boxes.csv: a row a box.
#include <fmt/format.h>

#include <array>

#include "dataio/archive/box_row.h"
#include "dataio/manifest/faults.h"
#include "dataio/manifest/tables.h"

namespace gren {
namespace {

constexpr std::array<std::string_view, 6> kBoxColumns{"image", "label", "x", "y", "w", "h"};
constexpr std::array<std::string_view, 1> kBoxExtras{"reader"};

using Lines = std::unordered_map<std::string, std::int64_t>;

ListedBox box_of(const ManifestReading& reading, const NamedTable& table) {
    const auto cls = static_cast<std::int32_t>(reading.class_of(table.text("label"), table));
    ListedBox box = box_of_row(table, cls, {"x", "y", "w", "h"});
    box.reader = table.text("reader");
    return box;
}

void require_unlike(Lines& lines, const NamedTable& table) {
    std::string row;
    for (const auto column : kBoxColumns) row += table.text(column) + '\n';
    const auto [first, is_new] = lines.emplace(row + table.text("reader"), table.line());
    if (!is_new) table.fail(fmt::format("repeats line {}; remove one", first->second));
}

}  // namespace

void read_box_table(ManifestReading& reading) {
    Archive& archive = reading.archive;
    NamedTable table(reading.folder / kBoxTable, kBoxColumns, kBoxExtras);
    Lines lines;
    Faults faults;
    while (table.next())
        faults.of([&] {
            const ListedBox box = box_of(reading, table);
            require_unlike(lines, table);
            const auto found = reading.index.find(table.text("image"));
            if (found == reading.index.end()) {
                archive.boxes_without_image.push_back({box, table.text("image")});
                return;
            }
            Radiograph& radiograph = archive.radiographs[found->second];
            radiograph.boxes.push_back(box);
            reading.raise(radiograph, static_cast<std::size_t>(box.cls), box.place);
        });
    faults.require_none();
    note_unread_columns(table, kBoxTable, archive.report.notes);
    if (!archive.boxes_without_image.empty()) {
        const BoxWithoutImage& first = archive.boxes_without_image.front();
        archive.report.notes.push_back(
            fmt::format("{}: no image called '{}' is here; {} boxes are left out for such a reason.",
                        first.place, first.image, archive.boxes_without_image.size()));
    }
}

}  // namespace gren
