// CheXpert (Irvin et al., AAAI 2019): patients and studies stand in the paths alone.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cmath>
#include <unordered_set>

#include "dataio/data_error.h"
#include "dataio/importers/archive_files.h"
#include "dataio/importers/finding_columns.h"
#include "dataio/text_file.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

constexpr std::array kChexpertTables{"train", "valid", "test"};  // each .csv

std::vector<std::string_view> chexpert_columns() {
    std::vector<std::string_view> names{"Path", "Sex", "Age", "Frontal/Lateral", "AP/PA", kNoFinding};
    for (const std::string& name : chexpert_labels()) names.push_back(name);
    return names;
}

// "CheXpert-v1.0/train/patient00001/study1/view1_frontal.jpg", the first folder being the zip's.
struct FilmPath {
    explicit FilmPath(const NamedTable& table) : whole(table.text("Path")) {
        auto parts = parts_of(whole, '/');
        if (parts.size() < 4 || !parts[parts.size() - 3].starts_with("patient") ||
            !parts[parts.size() - 2].starts_with("study"))
            table.fail(fmt::format("Path is '{}', expected …/patient00001/study1/view1_frontal.jpg", whole));
        patient = parts[parts.size() - 3];
        study = patient + "/" + parts[parts.size() - 2];
        if (parts.front().starts_with("CheXpert")) parts.erase(parts.begin());
        name = fmt::format("{}", fmt::join(parts, "/"));
    }

    std::string whole, name, patient, study;
};

// AP, PA, LL, RL; laterals have none of these.
std::string chexpert_view(const NamedTable& table) {
    if (!table.text("AP/PA").empty()) return table.text("AP/PA");
    return table.text("Frontal/Lateral") == "Lateral" ? "LATERAL" : "";
}

void read_chexpert_table(const fs::path& file, const char* split, FindingColumns& findings,
                         std::unordered_set<std::string>& seen, Archive& archive) {
    const auto names = chexpert_columns();
    NamedTable table(file, names);
    std::int64_t odd_ages = 0;
    while (table.next()) {
        ++archive.report.rows;
        const FilmPath path(table);
        if (!seen.insert(path.name).second)
            table.fail(fmt::format("{} has a row already; remove one", path.name));
        std::vector<std::uint8_t> label = findings.label(table);
        fs::path image = archive.images / path.name;
        if (!fs::is_regular_file(image)) image = archive.images / path.whole;
        if (!fs::is_regular_file(image)) {
            ++archive.report.rows_without_image;
            continue;
        }
        Radiograph& radiograph = archive.radiographs.emplace_back(
            Radiograph{path.name, image, path.patient, std::move(label), {}});
        radiograph.study = path.study;
        radiograph.view = chexpert_view(table);
        radiograph.sex = sex_from(table.text("Sex"));
        radiograph.age = age_in_years(table.text("Age"));
        radiograph.split = split;
        odd_ages += std::isnan(radiograph.age);
    }
    note_odd_ages(archive, file, odd_ages);
    note_unread_columns(table, file.string(), archive.report.notes);
}

}  // namespace

Archive import_chexpert(const fs::path& directory, const ImportOptions& options) {
    require_table(directory, "train.csv");
    Vocabulary vocabulary(chexpert_labels(), options.label_map);
    FindingColumns findings(vocabulary, options.uncertain);
    Archive archive{vocabulary.classes(),
                    {},
                    {},
                    {},
                    directory,
                    {"CheXpert",
                     "Stanford University Dataset Research Use Agreement: research only, not to be "
                     "shared",
                     {}}};
    std::unordered_set<std::string> seen;
    for (const char* split : kChexpertTables)
        if (const auto file = table_there(directory, std::string(split) + ".csv"))
            read_chexpert_table(*file, split, findings, seen, archive);
    vocabulary.require_known();
    archive.report.notes.push_back(findings.note());
    complete_import(archive, directory, options, "its tables");
    return archive;
}

}  // namespace gren
