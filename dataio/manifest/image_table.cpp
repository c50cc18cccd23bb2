// images.csv: a row an image.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "dataio/data_error.h"
#include "dataio/manifest/faults.h"
#include "dataio/manifest/tables.h"
#include "dataio/text_file.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 3> kImageColumns{"image", "path", "labels"};
constexpr std::array<std::string_view, 8> kImageExtras{"patient", "study", "view",  "sex",
                                                       "age",     "site",  "split", "unknown"};

using Lines = std::unordered_map<std::string, std::int64_t>;  // where a name or a path stood first

void require_first(Lines& lines, const std::string& value, const char* what, const NamedTable& table) {
    const auto [first, is_new] = lines.emplace(value, table.line());
    if (!is_new)
        table.fail(
            fmt::format("the {} '{}' stands in line {} already; remove one", what, value, first->second));
}

std::vector<std::uint8_t> labels_of(const ManifestReading& reading, const NamedTable& table) {
    std::vector<std::uint8_t> label(reading.archive.classes.size(), kLabelAbsent);
    const auto set = [&](std::string_view column, std::uint8_t value) {
        if (table.text(column).empty()) return;
        for (const std::string& name : parts_of(table.text(column), '|')) {
            std::uint8_t& cell = label[reading.class_of(name, table)];
            if (cell != kLabelAbsent && cell != value)
                table.fail(fmt::format("'{}' is present and unknown; take it out of one column", name));
            cell = value;
        }
    };
    set("labels", kLabelPresent);
    set("unknown", kLabelUnknown);
    return label;
}

std::string sex_of(const NamedTable& table) {
    const std::string& sex = table.text("sex");
    if (!sex.empty() && sex != "M" && sex != "F" && sex != "O")
        table.fail(fmt::format("sex is '{}', expected M, F, O or nothing", sex));
    return sex;
}

float age_of(const NamedTable& table) {
    const std::string& age = table.text("age");
    const float years = age_in_years(age);
    if (!age.empty() && std::isnan(years))
        table.fail(fmt::format("age is '{}', expected years from 0 to 120 or nothing", age));
    return years;
}

Radiograph radiograph_of(const ManifestReading& reading, const NamedTable& table, Lines& names,
                         Lines& paths) {
    Radiograph radiograph{table.text("image"),
                          reading.file_at(table.text("path"), table),
                          table.text("patient"),
                          labels_of(reading, table),
                          {}};
    if (radiograph.name.empty()) table.fail("the name of the image is empty");
    require_first(names, radiograph.name, "image", table);
    require_first(paths, radiograph.file.string(), "file", table);
    radiograph.study = table.text("study");
    radiograph.view = table.text("view");
    radiograph.sex = sex_of(table);
    radiograph.age = age_of(table);
    radiograph.site = table.text("site");
    radiograph.split = table.text("split");
    return radiograph;
}

}  // namespace

void read_image_table(ManifestReading& reading) {
    Archive& archive = reading.archive;
    NamedTable table(reading.folder / kImageTable, kImageColumns, kImageExtras);
    Lines names, paths;
    Faults faults;
    std::string first_absent;
    while (table.next()) {
        ++archive.report.rows;
        faults.of([&] {
            Radiograph radiograph = radiograph_of(reading, table, names, paths);
            std::error_code unreachable;
            if (fs::is_regular_file(radiograph.file, unreachable)) {
                archive.radiographs.push_back(std::move(radiograph));
            } else if (archive.report.rows_without_image++ == 0) {
                first_absent = fmt::format("{}: no file {}", table.place(), radiograph.file.string());
            }
        });
    }
    faults.require_none();
    if (archive.radiographs.empty())
        throw DataError(archive.report.rows == 0
                            ? fmt::format("{} has no rows", (reading.folder / kImageTable).string())
                            : fmt::format("{}; none of the {} images is there. Correct 'images' in {}",
                                          first_absent, archive.report.rows,
                                          (reading.folder / "manifest.ini").string()));
    if (!first_absent.empty())
        archive.report.notes.push_back(fmt::format("{}; {} rows are left out for such a reason.",
                                                   first_absent, archive.report.rows_without_image));
    note_unread_columns(table, kImageTable, archive.report.notes);
}

}  // namespace gren
