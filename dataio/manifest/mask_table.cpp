// masks.csv: a row a mask; those of one image and label are one mask.
#include <fmt/format.h>

#include <array>
#include <map>

#include "dataio/data_error.h"
#include "dataio/manifest/disease_mask.h"
#include "dataio/manifest/faults.h"
#include "dataio/manifest/tables.h"

namespace gren {
namespace {

constexpr std::array<std::string_view, 4> kMaskColumns{"image", "label", "encoding", "data"};

struct Row {
    std::string encoding, data, place;
    std::filesystem::path file;  // of png
};

cv::Mat1b mask_of(const Row& row) try {
    return row.encoding == "png" ? read_mask_image(row.file) : decode_mask(row.encoding, row.data);
} catch (const DataError& error) {
    throw DataError(fmt::format("{}: {}", row.place, error.what()));
}

cv::Mat1b union_of(const std::vector<Row>& rows) {
    cv::Mat1b whole;
    for (const Row& row : rows) {
        const cv::Mat1b mask = mask_of(row);
        if (!whole.empty() && whole.size() != mask.size())
            throw DataError(fmt::format("{}: the mask has {}×{} pixels, that of {} has {}×{}", row.place,
                                        mask.cols, mask.rows, rows.front().place, whole.cols, whole.rows));
        whole = whole.empty() ? mask : cv::Mat1b(whole | mask);
    }
    return whole;
}

}  // namespace

void read_mask_table(ManifestReading& reading) {
    NamedTable table(reading.folder / kMaskTable, kMaskColumns);
    std::map<std::pair<std::size_t, std::size_t>, std::vector<Row>> masks;  // by image and class
    std::int64_t without_image = 0;
    std::string first_without;
    Faults faults;
    while (table.next())
        faults.of([&] {
            const auto cls = reading.class_of(table.text("label"), table);
            Row row{table.text("encoding"), table.text("data"), table.place(), {}};
            if (row.encoding == "png") row.file = reading.file_at(row.data, table);
            const auto found = reading.index.find(table.text("image"));
            if (found == reading.index.end()) {
                if (without_image++ == 0)
                    first_without =
                        fmt::format("{}: no image called '{}' is here", row.place, table.text("image"));
                return;
            }
            auto& rows = masks[{found->second, cls}];
            for (const Row& other : rows)
                if (other.encoding == row.encoding && other.data == row.data)
                    table.fail(fmt::format("repeats the mask of {}; remove one", other.place));
            rows.push_back(std::move(row));
        });
    for (const auto& [of, rows] : masks)
        faults.of([&, &of = of, &rows = rows] {
            const cv::Mat1b mask = union_of(rows);
            Radiograph& radiograph = reading.archive.radiographs[of.first];
            try {
                for (const cv::Rect2f box : component_boxes(mask)) {
                    radiograph.boxes.push_back(
                        {{static_cast<std::int32_t>(of.second), box.x, box.y, box.width, box.height},
                         rows.front().place,
                         "",
                         {mask.cols, mask.rows}});
                    reading.raise(radiograph, of.second, rows.front().place);
                }
            } catch (const DataError& error) {
                throw DataError(fmt::format("{}: {}", rows.front().place, error.what()));
            }
        });
    faults.require_none();
    note_unread_columns(table, kMaskTable, reading.archive.report.notes);
    if (without_image > 0)
        reading.archive.report.notes.push_back(
            fmt::format("{}; {} masks are left out for such a reason.", first_without, without_image));
}

}  // namespace gren
